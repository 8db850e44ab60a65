// The box that chooses all rows of a table, and how many are chosen.
import { find } from './page.ts';

const boxes = [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name="license"]')];
const all = find('[data-all]', HTMLInputElement);
const count = find('[data-count]', HTMLElement);

if (all && count && boxes.length > 0) {
  all.hidden = false;
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
    show(all, count);
  });
  for (const box of boxes) box.addEventListener('change', () => show(all, count));
  // Coming back with the browser's button shows the boxes as they were left.
  addEventListener('pageshow', () => show(all, count));
}

function show(all: HTMLInputElement, count: HTMLElement): void {
  const chosen = boxes.filter(({ checked }) => checked).length;
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  count.textContent = chosen === 0 ? '' : `(${chosen})`;
}
