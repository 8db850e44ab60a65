// A machine in miniature: what a host stores, and when it asks (docs/decisions.md, "Time"): at its start, every hour, at its end. The verdicts are the module's.
import { sign } from 'node:crypto';
import type { Verdict, Verifier } from '../../hosts/js/index.ts';
import type { Vendor } from '../vendor.ts';

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 86_400;
export const YEAR = 365 * DAY;

export const PRODUCT = 'clock-watcher';
const NOTHING = new Uint8Array(16);
const COMPONENT = new Uint8Array(16).fill(1);

/** What the clock of a machine shows at a true time. */
export type Clock = (trueSeconds: number) => number;

export interface Terms {
  expiresAt?: number;
  offlineSeconds?: number;
}

/** The vendor's portal, whose clock is right. */
export class Portal {
  readonly #vendor: Vendor;
  #issued = 0;

  constructor(vendor: Vendor) {
    this.#vendor = vendor;
  }

  issue(issuedAt: number, terms: Terms, nonce?: Uint8Array): string {
    const { issuer, privateKey, publicKey } = this.#vendor;
    const tokenId = new Uint8Array(8);
    new DataView(tokenId.buffer).setUint32(0, ++this.#issued);
    const claims = { issuedAt, ...terms, nonce, tokenId, licenseId: '7KQ2M9XD', product: PRODUCT };
    const input = issuer.signingInput(publicKey, claims);
    return issuer.assembleCode(input, sign(null, input, privateKey)).code;
  }
}

export interface Pending {
  nonce: Uint8Array;
  bytes: Uint8Array;
}

export class Machine {
  readonly #verifier: Verifier;
  #requests = 0;
  code: string;
  witness = NOTHING;
  checks = 0;

  constructor(verifier: Verifier, code: string) {
    this.#verifier = verifier;
    this.code = code;
  }

  check(nowSeconds: number, runningSeconds: number): Verdict {
    return this.#judge(this.code, nowSeconds, runningSeconds, undefined);
  }

  request(): Pending {
    const nonce = new Uint8Array(8);
    new DataView(nonce.buffer).setUint32(0, ++this.#requests);
    const { pending } = this.#verifier.createRequest({
      ...{ nonce, product: PRODUCT, components: [COMPONENT], witness: this.witness },
    });
    return { nonce, bytes: pending };
  }

  /** The answer to a request; it replaces the code when it is accepted. */
  install(code: string, pending: Pending, nowSeconds: number): Verdict {
    const verdict = this.#judge(code, nowSeconds, 0, pending.bytes);
    if (verdict.accepted) this.code = code;
    return verdict;
  }

  /** From a start to an end; `tell` hears every verdict and the true time. */
  session(from: number, to: number, clock: Clock, tell: (verdict: Verdict, at: number) => void): void {
    let last = from;
    for (let at = from; ; at = Math.min(at + HOUR, to)) {
      const verdict = this.check(Math.floor(clock(at)), Math.floor(at) - Math.floor(last));
      last = at;
      tell(verdict, at);
      if (at >= to) return;
    }
  }

  #judge(code: string, nowSeconds: number, runningSeconds: number, pending: Uint8Array | undefined): Verdict {
    this.checks++;
    const verdict = this.#verifier.check(code, {
      ...{ product: PRODUCT, nowSeconds, runningSeconds, witness: this.witness, pending },
    });
    this.witness = Uint8Array.from(verdict.witness);
    return verdict;
  }
}
