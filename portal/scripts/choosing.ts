// The box that chooses all rows of a table, and how many are chosen.
import { find } from './page.ts';

const boxes = [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name="license"]')];
const all = find('[data-all]', HTMLInputElement);
const count = find('[data-count]', HTMLElement);
const matching = find('[name="all"][data-total]', HTMLInputElement);

if (all && count && boxes.length > 0) {
  all.hidden = false;
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
    if (matching && !all.checked) matching.checked = false;
    show(all, count);
  });
  for (const box of boxes)
    box.addEventListener('change', () => {
      if (matching && !box.checked) matching.checked = false; // no longer all of them
      show(all, count);
    });
  matching?.addEventListener('change', () => {
    for (const box of boxes) box.checked = matching.checked;
    show(all, count);
  });
  // Coming back with the browser's button shows the boxes as they were left.
  addEventListener('pageshow', () => show(all, count));
}

function show(all: HTMLInputElement, count: HTMLElement): void {
  const here = boxes.filter(({ checked }) => checked).length;
  const chosen = matching?.checked ? Number(matching.dataset['total']) : here;
  all.checked = here === boxes.length;
  all.indeterminate = here > 0 && here < boxes.length;
  count.textContent = chosen === 0 ? '' : `(${chosen})`;
}
