// A form with a receipt, and perhaps a request beside it.
import { setUpCodeFields } from './code-field.ts';
import { linkSummaryToFields, sendOnce } from './form.ts';

linkSummaryToFields();
setUpCodeFields();
for (const form of document.querySelectorAll<HTMLFormElement>('main form')) sendOnce(form);
