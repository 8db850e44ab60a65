// Elements without strings of HTML: what comes from outside can only ever be text.

export type Child = Node | string | undefined | false;

type Properties<K extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[K], 'attributes' | 'style' | 'children' | 'part' | 'classList'>
> & {
  /** Attributes that are no properties: `aria-…`, `part`, `for`. */
  attributes?: Record<string, string | undefined>;
};

export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  { attributes = {}, ...properties }: Properties<K> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(name), properties);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(attribute, value);
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One path in a square of `size` units. Without a title it is decoration. */
export function drawing(size: number, path: string, { title, part }: { title?: string; part: string }): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('part', part);
  if (title === undefined) svg.setAttribute('aria-hidden', 'true');
  else {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', title);
  }
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
