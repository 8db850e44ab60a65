// The form with a customer's id, name and e-mail address.
import type { NewCustomer } from '../../server/vendor/customers.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { Typed, type Values } from './typed.ts';

const MAX_ID_BYTES = 64;
const MAX_NAME_BYTES = 200;
const MAX_EMAIL_BYTES = 254;

export function readCustomer(
  texts: ConsoleTexts,
  form: FormData | undefined,
  isNew: boolean,
): { customer: NewCustomer; values: Values; typed: Typed } {
  const typed = new Typed(form, texts);
  const words = texts.customerWork;
  const customer = {
    id: isNew ? typed.needed('id', MAX_ID_BYTES, words.idMissing) : '',
    name: typed.needed('name', MAX_NAME_BYTES, words.nameMissing),
    email: typed.line('email', MAX_EMAIL_BYTES),
  };
  return { customer, values: { id: typed.text('id'), name: typed.text('name'), email: typed.text('email') }, typed };
}
