// A change in portions goes on by itself while there is nothing to read. Leaving the page stops it after the portion that was sent.
import { find } from './page.ts';

const form = find('#go-on', HTMLFormElement);
if (form?.dataset['go'] !== undefined) form.requestSubmit();
