// What every form gets from a script.
import { find } from './page.ts';

/** A link of the error summary puts the cursor into its field, not only on the screen. */
export function linkSummaryToFields(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.error-summary a')) {
    link.addEventListener('click', () => find(link.hash, HTMLElement)?.focus());
  }
}

/** The second click on a slow line does nothing; the server would answer it with the same code anyway. */
export function sendOnce(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!button) return;
  const idle = [...button.childNodes]; // with its icon
  form.addEventListener('submit', (event) => {
    if (button.ariaDisabled === 'true') return event.preventDefault();
    button.ariaDisabled = 'true';
    const { working } = button.dataset;
    if (working !== undefined) button.textContent = working;
  });
  // Coming back with the browser's button shows the page as it was left.
  addEventListener('pageshow', () => {
    button.ariaDisabled = null;
    button.replaceChildren(...idle);
  });
}
