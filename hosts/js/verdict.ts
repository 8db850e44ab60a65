// What the module answers, as TypeScript types. Every rule, name and sentence comes out of the module (docs/abi.md); nothing is decided here.

/** What the host knows when it asks. Bytes are handed on untouched; times are whole seconds since 1970. */
export interface Evidence {
  /** The product that is asking (`aud`). */
  product: string;
  /** The clock, whatever it says. */
  nowSeconds: number;
  /** Whole monotonic seconds since the stored witness was returned to this process; 0 after a start. */
  runningSeconds?: number;
  /** The 16 bytes that the last check returned, as stored. Absent: there are none yet. */
  witness?: Uint8Array | undefined;
  /** This machine's components, 16 bytes each, from `component`. */
  components?: readonly Uint8Array[];
  /** The machine's secret (16 bytes), from which its lock is derived. */
  secret?: Uint8Array | undefined;
  /** The lock itself, for whoever holds a request instead of the machine: the portal. */
  lock?: Uint8Array | undefined;
  /** The host name, for a web app. */
  host?: string | undefined;
  /** The pending request (16 bytes), only when installing its answer – never when checking what is installed. */
  pending?: Uint8Array | undefined;
}

/** Where a text is wrong. Rows and groups count from 1; the offset counts bytes of the text in UTF-8. */
export interface Place {
  row?: number;
  group?: number;
  offset?: number;
}

export type RefusalName =
  | 'malformed'
  | 'unsupported'
  | 'unknown-key'
  | 'bad-signature'
  | 'wrong-product'
  | 'wrong-request'
  | 'wrong-machine'
  | 'wrong-domain'
  | 'revoked'
  | 'clock-behind'
  | 'not-yet-valid'
  | 'expired'
  | 'check-in-required';

export type AcceptedName = 'licensed' | 'grace';

/** A feature's value: granted, a number, or a text. */
export type FeatureValue = true | number | string;

/** What an accepted license says. */
export interface Claims {
  licenseId: string;
  product: string;
  tokenId: Uint8Array;
  issuedAt: number;
  notBefore?: number;
  /** Exclusive end of the license; absent = perpetual. */
  expiresAt?: number;
  /** When an online client should refresh; absent = never. */
  refreshAt?: number;
  /** When a check-in is required; absent = never. */
  checkInBy?: number;
  renewWindowSeconds: number;
  epoch?: number;
  nonce?: Uint8Array;
  issuer?: string;
  customerId?: string;
  plan?: string;
  domains: string[];
  features: Record<string, FeatureValue>;
}

interface Answered {
  /** Number of the reason (ABI). */
  code: number;
  /** One sentence for the person: what is the case and what to do. */
  sentence: string;
  /** A finer cause as a number (docs/abi.md), 0 if none. */
  detail: number;
  /** 16 bytes to store in place of the last ones. */
  witness: Uint8Array;
}

export interface Accepted extends Answered {
  accepted: true;
  reason: AcceptedName;
  claims: Claims;
  secondsToExpiry?: number;
  daysToExpiry?: number;
  secondsToCheckIn?: number;
  daysToCheckIn?: number;
  renewSoon: boolean;
  /** Which of the code's bindings this machine produces, how many are needed, how many there are. Absent: not bound to a machine. */
  machine?: { matched: boolean[]; needed: number; bound: number };
  /** The machine matched with its own lock, so that a receipt can free the seat. */
  releasable: boolean;
  /** Signed time was taken: delete `pending` in the transaction that stores code and witness. */
  signedTime: boolean;
}

export interface Refused extends Answered, Place {
  accepted: false;
  reason: RefusalName;
  /** From `wrong-product` on, so that support can help. */
  licenseId?: string;
  /** In steps 12 to 15: the time that was missed, and the time that was compared with it. */
  missedSeconds?: number;
  usedSeconds?: number;
}

/** All or nothing: claims exist only on the accepting arm. */
export type Verdict = Accepted | Refused;

/** An activation request, as read from its text. Nothing in it is trusted. */
export interface Request {
  nonce: Uint8Array;
  /** Absent: the machine has no secret and cannot make a receipt. */
  lock?: Uint8Array;
  product: string;
  components: Uint8Array[];
  label: string;
  licenseKey?: string;
  /** Canonical spelling. */
  code: string;
}

/** A deactivation receipt, as read from its text. */
export interface Receipt {
  tokenId: Uint8Array;
  /** The lock that the receipt's secret opens. */
  lock: Uint8Array;
  code: string;
}

/** A code as one canonical line and as the file of rows that goes onto a stick. */
export interface Spelled {
  code: string;
  file: string;
}

export type ComponentKind = 'machine-id' | 'board' | 'disk' | 'mac' | 'cpu' | 'device-key' | 'tpm' | 'raw';

/** Why something could not be read or made: a name for programs, a sentence for people, the place in the text. */
export interface Problem extends Place {
  code: number;
  name: string;
  sentence: string;
  detail: number;
}

/** Reading what came from outside: the value, or the problem. */
export type Reading<T> = { ok: true; value: T } | { ok: false; problem: Problem };
