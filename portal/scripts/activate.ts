// "Activate a machine" with a script: the request is read while it comes in, and sent once.
import { fill, setUpCodeFields } from './code-field.ts';
import { offerDemoKey } from './demo.ts';
import { linkSummaryToFields, sendOnce } from './form.ts';
import { find } from './page.ts';
import { texts } from './texts.ts';

const form = find('#activation', HTMLFormElement);
if (form) {
  linkSummaryToFields();
  sendOnce(form);
  offerDemoKey();
  const [field] = setUpCodeFields();
  if (field) await takeFragment(field);
}

/** A machine's picture may lead here with its request behind the #, which no server sees. The address is cleared at once. */
async function takeFragment(field: Parameters<typeof fill>[0]): Promise<void> {
  const text = fragmentText();
  if (!/^LKR1/i.test(text)) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-carry-fragment] a')) link.hash = text;
  history.replaceState(null, '', location.pathname + location.search);
  const verifier = await field.verifier;
  const reading = verifier?.decodeRequest(text);
  const hasKey = reading?.ok === true && reading.value.licenseKey !== undefined;
  const said = find('#from-machine', HTMLElement);
  if (said) {
    said.hidden = false;
    said.textContent = hasKey ? texts.fragment.hasKey : texts.fragment.read;
  }
  if (!hasKey) await fill(field, text);
  find('#licenseKey', HTMLElement)?.focus();
}

function fragmentText(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ''; // not written by a machine
  }
}
