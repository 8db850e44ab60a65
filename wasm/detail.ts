// The finer causes behind a reason: a number for the ABI (docs/abi.md lists them, never reused) and a sentence that says what to do.
// 1–199 belong to the codecs. `{row}` and `{group}` in a sentence are replaced by numbers; the input itself never appears in one.

// The text: what a person copied, typed or pasted.
export const TEXT_TOO_LONG: u32 = 1;
export const TEXT_EMPTY: u32 = 2;
export const NO_PREFIX: u32 = 3;
export const WORDS_IN_FRONT: u32 = 4;
export const QUOTED_MAIL: u32 = 5;
export const MARK_BEHIND: u32 = 6;
export const LOOK_ALIKE: u32 = 7;
export const NOT_UTF8: u32 = 8;
export const CODE_IN_UTF16: u32 = 9;
export const FOREIGN_SYMBOL: u32 = 10;
export const LETTER_U: u32 = 11;
export const TWO_CODES: u32 = 12;
export const TWO_BLOCKS: u32 = 13;
export const BLOCK_WITHOUT_END: u32 = 14;
export const BLOCK_WITHOUT_BEGIN: u32 = 15;
export const BLOCK_ENDS_DIFFERENTLY: u32 = 16;
export const BLOCK_DISAGREES: u32 = 17;
export const NOTHING_FOLLOWS: u32 = 18;
export const ROW_WRONG: u32 = 19;
export const GROUP_TOO_SHORT: u32 = 20;
export const GROUP_TOO_LONG: u32 = 21;
export const ROW_MISSING: u32 = 22;
export const ROW_REPEATED: u32 = 23;
export const ROW_MISPLACED: u32 = 24;
export const LAST_ROW_MISSING: u32 = 25;
export const ROWS_BEHIND_LAST: u32 = 26;
export const LAST_ROW_TOO_SHORT: u32 = 27;
export const SYMBOLS_MISSING: u32 = 28;
export const PADDING: u32 = 29;
export const CODE_TOO_LARGE: u32 = 30;
export const LICENSE_KEY_WRONG: u32 = 31;
export const LICENSE_KEY_LENGTH: u32 = 32;
export const ROW_SHIFTED: u32 = 33;

// Another kind of code than the caller can use.
export const IS_REQUEST: u32 = 40;
export const IS_ACTIVATION: u32 = 41;
export const IS_RECEIPT: u32 = 42;
export const IS_BUNDLE: u32 = 43;
export const IS_LICENSE_KEY: u32 = 44;
export const IS_CODE: u32 = 45;
export const OTHER_KIND: u32 = 46;
export const OTHER_VERSION: u32 = 47;
export const OTHER_ALGORITHM: u32 = 48;

// CBOR: the bytes inside; the checks held, so this was made wrong, not copied wrong.
export const CBOR_ENDS: u32 = 60;
export const CBOR_NOT_SHORTEST: u32 = 61;
export const CBOR_INDEFINITE: u32 = 62;
export const CBOR_FORBIDDEN: u32 = 63;
export const CBOR_TEXT: u32 = 64;
export const CBOR_KEYS: u32 = 65;
export const CBOR_DEPTH: u32 = 66;
export const CBOR_BEHIND: u32 = 67;
export const CBOR_TYPE: u32 = 68;
export const CBOR_LENGTH: u32 = 69;

// Requests and receipts.
export const REQUEST_MEMBERS: u32 = 80;
export const REQUEST_NONCE: u32 = 81;
export const REQUEST_PRODUCT: u32 = 82;
export const REQUEST_COMPONENTS: u32 = 83;
export const REQUEST_SAME_COMPONENTS: u32 = 84;
export const REQUEST_LOCK: u32 = 85;
export const REQUEST_LABEL: u32 = 86;
export const REQUEST_LICENSE_KEY: u32 = 87;
export const RECEIPT_MEMBERS: u32 = 90;

// The envelope of an activation code (COSE).
export const ENVELOPE: u32 = 100;
export const HEADER_UNPROTECTED: u32 = 101;
export const HEADER_PROTECTED: u32 = 102;
export const HEADER_ALGORITHM: u32 = 103;
export const HEADER_MEMBERS: u32 = 104;
export const SIGNATURE_LENGTH: u32 = 105;

// The claims of an activation code: what is signed, or is to be signed.
export const CLAIMS: u32 = 110;
export const CLAIM_MISSING: u32 = 111;
export const CLAIM_ISSUER: u32 = 112;
export const CLAIM_LICENSE_ID: u32 = 113;
export const CLAIM_PRODUCT: u32 = 114;
export const CLAIM_EXPIRY: u32 = 115;
export const CLAIM_NOT_BEFORE: u32 = 116;
export const CLAIM_ISSUED_AT: u32 = 117;
export const CLAIM_TOKEN_ID: u32 = 118;
export const CLAIM_NONCE: u32 = 119;
export const CLAIM_TERMS: u32 = 120;
export const CLAIM_CUSTOMER: u32 = 121;
export const CLAIM_FEATURES: u32 = 122;
export const CLAIM_FEATURE_NAME: u32 = 123;
export const CLAIM_FEATURE_VALUE: u32 = 124;
export const CLAIM_DOMAINS: u32 = 125;
export const CLAIM_DOMAIN: u32 = 126;
export const CLAIM_MACHINE: u32 = 127;
export const CLAIM_REFRESH: u32 = 128;
export const CLAIM_OFFLINE: u32 = 129;
export const CLAIM_PLAN: u32 = 130;
export const CLAIM_RENEWAL: u32 = 131;
export const CLAIM_EPOCH: u32 = 132;
export const CLAIM_PRIVATE: u32 = 133;

// Issuing.
export const ISSUE_TOO_LARGE: u32 = 150;
export const ISSUE_MINORITY: u32 = 151;
export const ISSUE_INPUT: u32 = 152;

// Machine values.
export const UNKNOWN_KIND: u32 = 200;
export const RESERVED_KIND: u32 = 201;
export const EMPTY_VALUE: u32 = 202;
export const SHARED_VALUE: u32 = 203;
export const LOCAL_ADDRESS: u32 = 204;
export const FINGERPRINT_TOO_SHORT: u32 = 205;
export const FINGERPRINT_TOO_LONG: u32 = 206;
export const FINGERPRINT_IS_CODE: u32 = 207;
export const FINGERPRINT_IS_LICENSE_KEY: u32 = 208;

/** The sentence for a detail, '' for 0 and for numbers that do not exist. */
export function detailSentence(detail: u32): string {
  switch (detail) {
    case TEXT_TOO_LONG:
      return 'The text is longer than 16,384 bytes; paste only the code.';
    case TEXT_EMPTY:
      return 'There is no code in this text; paste or type the code.';
    case NO_PREFIX:
      return 'A code begins with LK, a letter and a digit, such as LKA1; copy it from its beginning.';
    case WORDS_IN_FRONT:
      return 'There are words in front of the code; paste it from LK on.';
    case QUOTED_MAIL:
      return 'The code comes from a quoted mail, with > in front of its lines; copy it from the original mail, or remove the > signs.';
    case MARK_BEHIND:
      return 'There is a mark behind the code that does not belong to it, such as a full stop; remove it.';
    case LOOK_ALIKE:
      return 'A letter is Cyrillic or Greek and only looks like a Latin one; type this letter again.';
    case NOT_UTF8:
      return 'The text is damaged at this place: it is not UTF-8; copy the code again.';
    case CODE_IN_UTF16:
      return 'The file is saved as UTF-16; save it as UTF-8, or paste the text instead.';
    case FOREIGN_SYMBOL:
      return 'This character does not occur in codes; compare the place with the original.';
    case LETTER_U:
      return 'The letter U does not occur in codes; compare the place with the original, it may be a V.';
    case TWO_CODES:
      return 'There are two codes in this text; paste only one.';
    case TWO_BLOCKS:
      return 'There are two codes in this file; use a file with one.';
    case BLOCK_WITHOUT_END:
      return 'The END line is missing, so the file may be cut off; copy the whole file again.';
    case BLOCK_WITHOUT_BEGIN:
      return 'The BEGIN line is missing, so the file may be cut off; copy the whole file again.';
    case BLOCK_ENDS_DIFFERENTLY:
      return 'The BEGIN and the END line name different things; copy the whole file again.';
    case BLOCK_DISAGREES:
      return 'The BEGIN line names another kind of code than the prefix; copy the whole file again.';
    case NOTHING_FOLLOWS:
      return 'There is only the beginning of a code; copy all of it.';
    case ROW_WRONG:
      return 'Row {row} has a wrong symbol; compare it with the original.';
    case GROUP_TOO_SHORT:
      return 'Row {row}, group {group} has fewer than five symbols; compare it with the original.';
    case GROUP_TOO_LONG:
      return 'Row {row}, group {group} has more than five symbols; compare it with the original.';
    case ROW_MISSING:
      return 'Row {row} is missing: the row after it stands in its place; put row {row} in front of it.';
    case ROW_REPEATED:
      return 'The row before row {row} stands here a second time; remove it.';
    case ROW_MISPLACED:
      return 'Another row stands where row {row} belongs; put the rows in their order.';
    case LAST_ROW_MISSING:
      return 'Row {row} is right but is not the last one; add the rows that follow it.';
    case ROWS_BEHIND_LAST:
      return 'Row {row} is the last row of the code; remove what follows it.';
    case LAST_ROW_TOO_SHORT:
      return 'Row {row} is cut off; copy it to its end.';
    case SYMBOLS_MISSING:
      return 'No code has this number of symbols, though the checks are right; get the code again from where it was made.';
    case PADDING:
      return 'The last symbol carries bits that are not zero, though the checks are right; get the code again from where it was made.';
    case CODE_TOO_LARGE:
      return 'The code carries more than 4,096 bytes; paste only one code.';
    case LICENSE_KEY_WRONG:
      return 'This looks like a license key with a wrong symbol; compare it with the original.';
    case LICENSE_KEY_LENGTH:
      return 'A license key has 30 symbols in six groups of five; compare it with the original.';
    case ROW_SHIFTED:
      return 'There is a symbol too many in front of row {row}; compare the end of the row before it with the original.';
    case IS_REQUEST:
      return 'This is an activation request (LKR1); give it to the vendor, who answers with an activation code (LKA1).';
    case IS_ACTIVATION:
      return 'This is an activation code (LKA1); enter it in the application that it was made for.';
    case IS_RECEIPT:
      return 'This is a deactivation receipt (LKD1); give it to the vendor, who frees the seat.';
    case IS_BUNDLE:
      return 'This is a trust bundle (LKB1); use it where a trust bundle is asked for.';
    case IS_LICENSE_KEY:
      return 'This is a license key; enter it where a license key is asked for.';
    case IS_CODE:
      return 'This is a code, not a license key; enter the license key that came with the purchase.';
    case OTHER_KIND:
      return 'This kind of code is not known here; check that it is meant for this program, or update the program.';
    case OTHER_VERSION:
      return 'This code is of another version; update the program.';
    case OTHER_ALGORITHM:
      return 'This code is signed in a way that this program does not know; update the program.';
    case CBOR_ENDS:
      return 'The bytes in the code end too early; get the code again from where it was made.';
    case CBOR_NOT_SHORTEST:
      return 'A number in the code is not in its shortest form; get the code again from where it was made.';
    case CBOR_INDEFINITE:
      return 'A length in the code is missing or reserved; get the code again from where it was made.';
    case CBOR_FORBIDDEN:
      return 'The code contains a kind of value that does not occur in codes; get the code again from where it was made.';
    case CBOR_TEXT:
      return 'A text in the code is not valid UTF-8 or contains a control character; use a text without it.';
    case CBOR_KEYS:
      return 'The members of a map in the code are not in their order, repeated, or named in a way that does not occur; get the code again from where it was made.';
    case CBOR_DEPTH:
      return 'The values in the code nest more than four deep; get the code again from where it was made.';
    case CBOR_BEHIND:
      return 'Something follows the content of the code; get the code again from where it was made.';
    case CBOR_TYPE:
      return 'A value in the code has the wrong type; get the code again from where it was made.';
    case CBOR_LENGTH:
      return 'A value in the code is too short or too long; get the code again from where it was made.';
    case REQUEST_MEMBERS:
      return 'A request has a nonce, a product, components, a lock, a label and at most a license key; make a new request.';
    case REQUEST_NONCE:
      return 'The nonce of a request has 8 bytes; make a new request.';
    case REQUEST_PRODUCT:
      return 'The product of a request is a text of 1 to 64 bytes without control characters; make a new request.';
    case REQUEST_COMPONENTS:
      return 'A request has 1 to 8 components of 16 bytes each; make a new request.';
    case REQUEST_SAME_COMPONENTS:
      return 'The components of a request are all different; make a new request.';
    case REQUEST_LOCK:
      return 'The lock of a request has 16 bytes; make a new request.';
    case REQUEST_LABEL:
      return 'The label of a request is a text of at most 64 bytes without control characters; use a shorter name for the machine.';
    case REQUEST_LICENSE_KEY:
      return 'The license key of a request is a text of 1 to 64 bytes without control characters; compare it with the original.';
    case RECEIPT_MEMBERS:
      return 'A receipt has a token id of 8 bytes and a secret of 16, nothing else; make the receipt again.';
    case ENVELOPE:
      return 'The code is no signed envelope; get the code again from the vendor.';
    case HEADER_UNPROTECTED:
      return 'The code has a header that is not signed; get the code again from the vendor.';
    case HEADER_PROTECTED:
      return 'The signed header of the code is damaged; get the code again from the vendor.';
    case HEADER_ALGORITHM:
      return 'The code does not name its algorithm by a number; get the code again from the vendor.';
    case HEADER_MEMBERS:
      return 'The signed header has other members than the algorithm and a key id of 8 bytes; get the code again from the vendor.';
    case SIGNATURE_LENGTH:
      return 'The signature of the code has not 64 bytes; get the code again from the vendor.';
    case CLAIMS:
      return 'The claims must be one map with only the members that are known; the vendor has to issue the code anew.';
    case CLAIM_MISSING:
      return 'The license id, the product, the time of issue or the token id is missing; the vendor has to issue the code anew.';
    case CLAIM_ISSUER:
      return 'The issuer must be a text of 1 to 64 bytes; the vendor has to issue the code anew.';
    case CLAIM_LICENSE_ID:
      return 'The license id must be a text of 1 to 40 bytes; the vendor has to issue the code anew.';
    case CLAIM_PRODUCT:
      return 'The product must be a text of 1 to 64 bytes; the vendor has to issue the code anew.';
    case CLAIM_EXPIRY:
      return 'The end of the license must be a time before the year 10000; the vendor has to issue the code anew.';
    case CLAIM_NOT_BEFORE:
      return 'The start of the license must be a time before the year 10000; the vendor has to issue the code anew.';
    case CLAIM_ISSUED_AT:
      return 'The time of issue must be a time before the year 10000; the vendor has to issue the code anew.';
    case CLAIM_TOKEN_ID:
      return 'The token id must have 8 bytes; the vendor has to issue the code anew.';
    case CLAIM_NONCE:
      return 'The nonce must have 8 bytes; the vendor has to issue the code anew.';
    case CLAIM_TERMS:
      return 'The license terms must be a map with only the members that are known; the vendor has to issue the code anew.';
    case CLAIM_CUSTOMER:
      return 'The customer id must be a text of 1 to 64 bytes; the vendor has to issue the code anew.';
    case CLAIM_FEATURES:
      return 'There can be at most 64 features; the vendor has to issue the code anew.';
    case CLAIM_FEATURE_NAME:
      return 'The names of features must be different texts of 1 to 64 bytes; the vendor has to issue the code anew.';
    case CLAIM_FEATURE_VALUE:
      return 'A feature must be true, a whole number up to 9007199254740991, or a text of at most 256 bytes; the vendor has to issue the code anew.';
    case CLAIM_DOMAINS:
      return 'There must be 1 to 64 domains; the vendor has to issue the code anew.';
    case CLAIM_DOMAIN:
      return 'A domain must be labels of a-z, 0-9, - and _ joined by dots, after at most one leading *. , in at most 253 bytes; the vendor has to issue the code anew.';
    case CLAIM_MACHINE:
      return 'The machine must have 1 to 8 different bindings and need 1 of them or more, at most all; the vendor has to issue the code anew.';
    case CLAIM_REFRESH:
      return 'The time until a refresh must be whole seconds up to 253402300799; the vendor has to issue the code anew.';
    case CLAIM_OFFLINE:
      return 'The time until a check-in must be whole seconds up to 253402300799; the vendor has to issue the code anew.';
    case CLAIM_PLAN:
      return 'The plan must be a text of 1 to 40 bytes; the vendor has to issue the code anew.';
    case CLAIM_RENEWAL:
      return 'The renewal window must be whole seconds up to 253402300799; the vendor has to issue the code anew.';
    case CLAIM_EPOCH:
      return 'The epoch must be a whole number up to 4294967295; the vendor has to issue the code anew.';
    case CLAIM_PRIVATE:
      return 'A private claim has a value that does not occur in codes; the vendor has to issue the code anew.';
    case ISSUE_TOO_LARGE:
      return 'The code would have more than 512 bytes; use fewer or shorter features, domains or texts.';
    case ISSUE_MINORITY:
      return 'The number of bindings that must match has to be more than half of them; raise it, or use fewer components.';
    case ISSUE_INPUT:
      return 'What is to be assembled is not what the module gave to be signed; sign exactly these bytes, with a signature of 64 bytes.';
    case UNKNOWN_KIND:
      return 'There is no machine value of this kind; use one of those in the documentation.';
    case RESERVED_KIND:
      return 'Machine values of this kind are reserved for a later version; use another.';
    case EMPTY_VALUE:
      return 'This value is empty; choose another.';
    case SHARED_VALUE:
      return 'Many machines have this same value; choose one that only this machine has.';
    case LOCAL_ADDRESS:
      return 'This network address was made up by software and may change; choose the address of a built-in network card.';
    case FINGERPRINT_TOO_SHORT:
      return 'A fingerprint has at least 4 characters; copy all of it.';
    case FINGERPRINT_TOO_LONG:
      return 'A fingerprint has at most 64 characters; copy only the fingerprint itself.';
    case FINGERPRINT_IS_CODE:
      return 'This is a code and not a fingerprint; copy all of the request code, from LKR1 to its last symbol.';
    case FINGERPRINT_IS_LICENSE_KEY:
      return 'This is a license key and not a fingerprint; copy what the machine shows.';
    default:
      return '';
  }
}
