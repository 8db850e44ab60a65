// Finding and making elements, with types that are checked when the page runs.

/** The element, or undefined where this page has none. */
export function find<E extends Element>(selector: string, type: abstract new () => E): E | undefined {
  const element = document.querySelector(selector);
  return element instanceof type ? element : undefined;
}

export function make<N extends keyof HTMLElementTagNameMap>(
  name: N,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[N] {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** An icon of the sprite in components/Icons.astro. */
export function icon(name: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(namespace, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}
