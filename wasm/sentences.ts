// What the module says: a name for programs and a sentence for people. Each sentence says what is the case and what the person can do.
// `#` stands for the number of the row, `~` for that of the group (record.ts); the input itself never appears in a sentence.
//
// A table has a line for each sentence; in front of it stand the numbers that it belongs to, `14-17` for 14 to 17.

import { BAD_INPUT } from './reason';

export const LF: u32 = 0x0a;
export const BLANK: u32 = 0x20;
const DASH: u32 = 0x2d;
const ZERO: u32 = 0x30;

/** The answers of reason.ts: number, name, sentence. */
const STATUSES = ascii(`\
0 licensed This license is valid.
1 malformed This code is damaged or incomplete; copy all of it again.
2 unsupported This code is of another kind than is needed here; use the right one, or update the application.
3 unknown-key This code is signed with a key that this application does not know; update the application, or ask for a new code.
4 bad-signature This code was not signed by the vendor as it stands; ask for a new code.
5 wrong-product This code is for another product; use the code for this one.
6 wrong-request This code answers another request; use the answer to the one shown here, or make a new request.
7 wrong-machine This code is for another machine, or this one has changed too much; ask for a new code for this machine.
8 wrong-domain This license does not cover this address; open the application at a licensed one, or ask the vendor to add it.
9 revoked This license was withdrawn; ask the vendor why.
10 clock-behind This machine's clock is behind; set it right, or make a new request and install its answer.
11 not-yet-valid This license has not begun; wait for its first day, or set this machine's clock right.
12 expired This license has ended; renew it and install the new code.
13 check-in-required This license is due for its check-in; connect once, or ask for a new code.
14 grace This license is valid, and a refresh is due; connect when it suits you.
32 unusable This value does not identify one machine; choose another.
40 key-length A public key has 32 bytes; copy it again.
41 key-not-canonical This public key is not in its canonical form; copy it again.
42 key-not-on-curve These 32 bytes are no Ed25519 public key; copy it again.
43 key-small-order This public key is of small order and accepts forgeries; make a new one.
44 too-many-keys At most 32 public keys can be trusted; leave some out.
50 bad-input The application passed what this module cannot read; tell its vendor.
51 cannot-issue These claims break a limit of the format; change the product or the license.
`);

/** The details of detail.ts. Faults with which a code was made, and which nobody can mend who only copies it, share a sentence. */
const DETAILS = ascii(`\
1 The text is longer than 16,384 bytes; paste only the code.
2 There is no code in this text; paste or type the code.
3 A code begins with LK, such as LKA1; copy all of it.
4 There are words in front of the code; paste it from LK on.
5 This is a quoted mail, with > in front of its lines; copy the original, or remove each >.
6 There is a mark behind the code, such as a full stop; remove it.
7 A letter is Cyrillic or Greek, not Latin; type it again.
8 The text is damaged at this place: it is not UTF-8; copy it again.
9 The file is saved as UTF-16; save it as UTF-8, or paste the text.
10 This character does not occur in codes; compare it with the original.
11 The letter U does not occur in codes; compare it with the original, it may be a V.
12-13 There are two codes here; use only one.
14-15 The BEGIN or END line is missing; copy the whole file again.
16-17 The BEGIN line names another kind of code than the rest; copy the whole file again.
18 There is only the beginning of a code; copy all of it.
19 Row # has a wrong symbol; compare it with the original.
20 Row #, group ~ has fewer than five symbols; compare it with the original.
21 Row #, group ~ has more than five symbols; compare it with the original.
22 Row # is missing: the row after it stands in its place; put row # in front of it.
23 The row before row # stands here a second time; remove it.
24 Another row stands where row # belongs; put the rows in order.
25 Row # is not the last one; add the rows that follow it.
26 Row # is the last one; remove what follows it.
27 Row # is cut off; copy it to its end.
30 The code carries more than 4,096 bytes; paste only one code.
31 This looks like a license key with a wrong symbol; compare it with the original.
32 A license key has 30 symbols in six groups of five; compare it with the original.
33 There is a symbol too many in front of row #; compare the row before it with the original.
40 This is an activation request (LKR1); give it to the vendor, who answers with an activation code (LKA1).
41 This is an activation code (LKA1); enter it in its application.
42 This is a deactivation receipt (LKD1); give it to the vendor, who frees the seat.
43 This is a trust bundle (LKB1); enter it where one is asked for.
44 This is a license key; enter it where one is asked for.
45 This is a code, not a license key; enter the one that came with the purchase.
46 This kind of code is not known here; use the right one, or update the application.
47 This code is of another version; update the application.
48 This code is signed in a way that this application does not know; update the application.
80-85 A member of the request is missing or beyond its limits; make a new request.
86 The label of a request is a text of at most 64 bytes without control characters; choose a shorter one.
87 The license key of a request is a text of at most 64 bytes without control characters; compare it with the original.
28-29 60-69 90 100-105 110-133 This code was made wrong, not copied wrong; ask for a new code.
200 There is no machine value of this kind; use a documented one.
201 Machine values of this kind are reserved for a later version; use another.
202 This value is empty; choose another.
203 Many machines have this value; choose another.
204 This network address was made by software; choose that of a built-in card.
205 A fingerprint has at least 4 characters; copy all of it.
206 A fingerprint has at most 64 characters; copy only the fingerprint.
207 This is a code and not a fingerprint; copy all of the request, from LKR1 on.
208 This is a license key and not a fingerprint; copy what the machine shows.
`);

/** Sentences for whoever issues codes; only issuer.wasm has them. */
let issuerDetails: usize = 0;

/** From here on, `bad-input` and `cannot-issue` speak with these sentences. */
export function speakToIssuers(details: usize): void {
  issuerDetails = details;
}

/** The name of a status, with a blank behind it; 0 when there is no such number. */
export function nameOf(status: u32): usize {
  return find(STATUSES, status);
}

/** The sentence for the person, with LF behind it: the detail's where there is one, else the reason's. */
export function sentenceOf(status: u32, detail: u32): usize {
  const forIssuer = issuerDetails != 0 && status >= BAD_INPUT ? find(issuerDetails, detail) : 0;
  if (forIssuer != 0) return forIssuer;
  const finer = detail != 0 ? find(DETAILS, detail) : 0;
  return finer != 0 ? finer : behind(nameOf(status), BLANK);
}

/** Where the text begins that belongs to this number in a table; 0 when none does. */
function find(table: usize, wanted: u32): usize {
  let at = table;
  while (load<u8>(at) != 0) {
    let found = false;
    while (isDigit(load<u8>(at))) {
      at = readNumber(at);
      const first = number;
      if (load<u8>(at) == DASH) at = readNumber(at + 1);
      if (wanted >= first && wanted <= number) found = true;
      at++; // the blank
    }
    if (found) return at;
    at = behind(at, LF);
  }
  return 0;
}

/** The number that was read last. */
let number: u32 = 0;

/** Reads a decimal number; returns the address behind it. */
function readNumber(at: usize): usize {
  number = 0;
  for (; isDigit(load<u8>(at)); at++) number = number * 10 + load<u8>(at) - ZERO;
  return at;
}

function isDigit(byte: u32): bool {
  return byte - ZERO < 10;
}

/** The address behind the next such byte. */
function behind(at: usize, byte: u32): usize {
  while (load<u8>(at++) != byte) {}
  return at;
}
