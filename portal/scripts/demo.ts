// In the demo, the sample license key is filled in on request.
import { find } from './page.ts';

export function offerDemoKey(): void {
  const button = find('#demo-fill', HTMLButtonElement);
  const key = find('#demo-key', HTMLElement)?.textContent;
  const field = find('#licenseKey', HTMLInputElement);
  if (!button || !key || !field) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    field.value = key;
    field.focus();
  });
}
