// Names and sentences of the catalogue in reason.ts. Each sentence says what is the case and what the person can do.
import { detailSentence } from './detail';
import * as reason from './reason';

/** The name for programs; empty when there is no such number. */
export function nameOf(status: u32): string {
  switch (status) {
    case reason.LICENSED:
      return 'licensed';
    case reason.MALFORMED:
      return 'malformed';
    case reason.UNSUPPORTED:
      return 'unsupported';
    case reason.UNKNOWN_KEY:
      return 'unknown-key';
    case reason.BAD_SIGNATURE:
      return 'bad-signature';
    case reason.WRONG_PRODUCT:
      return 'wrong-product';
    case reason.WRONG_REQUEST:
      return 'wrong-request';
    case reason.WRONG_MACHINE:
      return 'wrong-machine';
    case reason.WRONG_DOMAIN:
      return 'wrong-domain';
    case reason.REVOKED:
      return 'revoked';
    case reason.CLOCK_BEHIND:
      return 'clock-behind';
    case reason.NOT_YET_VALID:
      return 'not-yet-valid';
    case reason.EXPIRED:
      return 'expired';
    case reason.CHECK_IN_REQUIRED:
      return 'check-in-required';
    case reason.GRACE:
      return 'grace';
    case reason.UNUSABLE:
      return 'unusable';
    case reason.KEY_LENGTH:
      return 'key-length';
    case reason.KEY_NOT_CANONICAL:
      return 'key-not-canonical';
    case reason.KEY_NOT_ON_CURVE:
      return 'key-not-on-curve';
    case reason.KEY_SMALL_ORDER:
      return 'key-small-order';
    case reason.TOO_MANY_KEYS:
      return 'too-many-keys';
    case reason.BAD_INPUT:
      return 'bad-input';
    case reason.CANNOT_ISSUE:
      return 'cannot-issue';
    default:
      return '';
  }
}

/** The sentence for the person: the detail's own where there is one, else the reason's. `{row}` and `{group}` stand for numbers. */
export function sentenceOf(status: u32, detail: u32): string {
  const finer = detailSentence(detail);
  return finer.length > 0 ? finer : reasonSentence(status);
}

function reasonSentence(status: u32): string {
  switch (status) {
    case reason.LICENSED:
      return 'This license is valid.';
    case reason.MALFORMED:
      return 'This code is damaged or incomplete; copy it again, from its first symbol to its last.';
    case reason.UNSUPPORTED:
      return 'This is another kind of code than the one needed here; look for the right one, or update the application.';
    case reason.UNKNOWN_KEY:
      return 'This code is signed with a key that this application does not know; update the application or ask the vendor for a new code.';
    case reason.BAD_SIGNATURE:
      return 'This code was not signed by the vendor as it stands; ask for a new code.';
    case reason.WRONG_PRODUCT:
      return 'This code is for another product; use the code that was issued for this one.';
    case reason.WRONG_REQUEST:
      return 'This code answers another request; install the answer to the request shown here, or make a new request.';
    case reason.WRONG_MACHINE:
      return 'This code belongs to another machine, or this one has changed too much; ask for a new code for this machine.';
    case reason.WRONG_DOMAIN:
      return 'This license does not cover this address; open the application at a licensed address or ask the vendor to add this one.';
    case reason.REVOKED:
      return 'This license was withdrawn; ask the vendor why.';
    case reason.CLOCK_BEHIND:
      return "This machine's clock is behind; set date and time and try again, or make a new request and install its answer.";
    case reason.NOT_YET_VALID:
      return "This license has not begun; wait for its first day, or set this machine's clock if it is wrong.";
    case reason.EXPIRED:
      return 'This license has ended; renew it and install the new code.';
    case reason.CHECK_IN_REQUIRED:
      return 'This license is due for its check-in; connect once, or get a fresh code for this machine.';
    case reason.GRACE:
      return 'This license is valid, and a refresh is due; connect when it suits you.';
    case reason.UNUSABLE:
      return 'This value does not identify one machine; choose another.';
    case reason.KEY_LENGTH:
      return 'A public key has exactly 32 bytes; copy it again.';
    case reason.KEY_NOT_CANONICAL:
      return 'This public key is not in its canonical form; copy it again from where it was made.';
    case reason.KEY_NOT_ON_CURVE:
      return 'These 32 bytes are no Ed25519 public key; copy it again from where it was made.';
    case reason.KEY_SMALL_ORDER:
      return 'This public key is of small order and would accept forgeries; make a new key pair.';
    case reason.TOO_MANY_KEYS:
      return 'No more than 32 public keys can be trusted at once; leave out keys that are no longer used.';
    case reason.BAD_INPUT:
      return 'The application passed something that the license module cannot read; tell its vendor.';
    case reason.CANNOT_ISSUE:
      return 'These claims break a limit of the format; change the product or the license.';
    default:
      return '';
  }
}
