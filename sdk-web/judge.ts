// From evidence to verdict: everything the module wants to know, gathered in one place.
import type { Verdict, Verifier } from '../hosts/js/index.ts';
import { sameBytes } from './bytes.ts';
import type { Clock } from './clock.ts';
import type { Device } from './device.ts';
import type { Evidence } from './evidence.ts';
import { componentsOf } from './request.ts';

/** Who judges, and the browser that the code has to fit. */
export interface Bench {
  verifier: Verifier;
  device: Device | undefined;
}

export class Judge {
  readonly #product: string;
  readonly #host: string;
  readonly #clock: Clock;
  /** The witness that came back to this page last, and when: from then on the running time counts. */
  #returned: { witness: Uint8Array; sinceSeconds: number } | undefined;

  constructor(product: string, host: string, clock: Clock) {
    this.#product = product;
    this.#host = host;
    this.#clock = clock;
  }

  /** Has no effect, and may be asked twice about the same. `pending` only when installing an answer. */
  judge({ verifier, device }: Bench, code: string, evidence: Evidence, pending?: Uint8Array): Verdict {
    return verifier.check(code, {
      product: this.#product,
      host: this.#host,
      pending,
      nowSeconds: this.#clock.nowSeconds(),
      runningSeconds: this.#runningSeconds(evidence.witness),
      witness: evidence.witness,
      secret: evidence.secret,
      components: componentsOf(verifier, this.#product, device),
    });
  }

  /** The witness is stored. The same one again keeps its seconds; a new one begins at zero. */
  stored(witness: Uint8Array | undefined): void {
    if (!witness || sameBytes(witness, this.#returned?.witness)) return;
    this.#returned = { witness, sinceSeconds: this.#clock.monotonicSeconds() };
  }

  /** Zero when another tab has stored a witness since: its running time is in there already. */
  #runningSeconds(witness: Uint8Array | undefined): number {
    if (!this.#returned || !sameBytes(witness, this.#returned.witness)) return 0;
    return Math.max(0, Math.floor(this.#clock.monotonicSeconds() - this.#returned.sinceSeconds));
  }
}

/** The evidence with the witness that a check returned; the same object when it is the same. */
export function remember(evidence: Evidence, { witness }: Verdict): Evidence {
  return sameBytes(witness, evidence.witness) ? evidence : { ...evidence, witness };
}
