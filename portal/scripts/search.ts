// "/" puts the cursor into the search, unless somebody is typing.
import { find } from './page.ts';

const field = find('#q', HTMLInputElement);
addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey || !field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
