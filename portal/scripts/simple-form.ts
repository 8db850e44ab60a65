// A form that needs no more than links from its error summary, and to be sent once.
import { linkSummaryToFields, sendOnce } from './form.ts';

linkSummaryToFields();
for (const form of document.querySelectorAll<HTMLFormElement>('main form')) sendOnce(form);
