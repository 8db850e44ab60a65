// The finer causes behind a reason: numbers for the ABI (docs/abi.md lists them, never reused). Their sentences are in sentences.ts.
// 1–199 belong to the codecs.

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
