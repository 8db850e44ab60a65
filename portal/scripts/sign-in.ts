// "Sign in" with a script: passkeys, and the demo's key.
import { offerDemoKey } from './demo.ts';
import { linkSummaryToFields } from './form.ts';
import { offerEntry } from './passkey.ts';
import { texts } from './texts.ts';

linkSummaryToFields();
offerDemoKey();
offerEntry('/sign-in/passkey', '/', texts.signIn.passkeyFailed);
