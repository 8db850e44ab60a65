// What is carried to the portal by a person: a request or a receipt, as a picture, as rows, as a file, as text.
import type { Spelled } from '../../hosts/js/index.ts';
import { type Child, h } from './dom.ts';
import { addressOf, pictureOf, rowsOf } from './picture.ts';
import type { Texts } from './texts.ts';

export interface Carried {
  spelled: Spelled;
  /** What screen readers say of the picture. */
  title: string;
  fileName: string;
  /** The portal's address, when the picture shall open it. */
  portal?: string | undefined;
}

export function exchange({ spelled, title, fileName, portal }: Carried, { activate }: Texts, ...more: Child[]): Node[] {
  const rows = rowsOf(spelled).map((row) => h('li', {}, row));
  return [
    pictureOf(spelled, title, portal),
    h('ol', { tabIndex: 0, attributes: { part: 'rows', 'aria-label': title } }, ...rows),
    h(
      'div',
      { className: 'row' },
      portal !== undefined &&
        h(
          'a',
          { href: addressOf(portal, spelled.code), target: '_blank', rel: 'noopener', attributes: { part: 'link' } },
          activate.openPortal,
        ),
      copyButton(spelled.code, activate.copy, activate.copied),
      saveButton(spelled.file, fileName, activate.save),
      ...more,
    ),
  ];
}

function copyButton(code: string, label: string, done: string): HTMLButtonElement {
  const button = h('button', { type: 'button', attributes: { 'aria-live': 'polite' } }, label);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code).then(
      () => {
        button.textContent = done;
        setTimeout(() => {
          button.textContent = label;
        }, 2000);
      },
      () => undefined, // forbidden: the rows can be marked by hand
    );
  });
  return button;
}

function saveButton(file: string, name: string, label: string): HTMLButtonElement {
  const button = h('button', { type: 'button' }, label);
  button.addEventListener('click', () => {
    const address = URL.createObjectURL(new Blob([file], { type: 'text/plain' }));
    h('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
  return button;
}
