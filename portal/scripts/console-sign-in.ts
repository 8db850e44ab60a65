// Signing in to the console with a passkey.
import { linkSummaryToFields } from './form.ts';
import { find } from './page.ts';
import { offerEntry } from './passkey.ts';

linkSummaryToFields();
offerEntry('/console/sign-in/passkey', '/console', find('#passkey', HTMLButtonElement)?.dataset['failed'] ?? '');
