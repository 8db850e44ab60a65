// The license that this browser holds: checked, installed, given back, forgotten. Everything that the vault is told to keep.
import type { Verdict, Verifier } from '../hosts/js/index.ts';
import type { Clock } from './clock.ts';
import { type Evidence, NOTHING } from './evidence.ts';
import { Judge, remember } from './judge.ts';
import { failed, type Outcome } from './problem.ts';
import type { Spare } from './spare.ts';
import type { Vault } from './vault.ts';

/** What an answer belongs to. */
export interface Answering {
  /** The request it answers; absent: the one that waits in the evidence. */
  pending?: Uint8Array;
  activationId?: string | undefined;
  /** Install only while this activation is still the installed one. */
  refreshes?: string;
}

export interface Held {
  verdict: Verdict | undefined;
  evidence: Evidence;
  /** There was a license here, and the browser has deleted it. */
  lost: boolean;
}

/** What a holding needs from its surroundings. */
export interface Place {
  product: string;
  /** The name of the host that serves the page, for codes bound to domains. */
  host: string;
  vault: Vault;
  spare: Spare;
  clock: Clock;
}

export class Holding {
  readonly #vault: Vault;
  readonly #spare: Spare;
  readonly #judge: Judge;

  constructor({ product, host, vault, spare, clock }: Place) {
    this.#vault = vault;
    this.#spare = spare;
    this.#judge = new Judge(product, host, clock);
  }

  /** Judges what is stored. Where the database lost its record, the spare code serves if it fits without it. */
  async check(verifier: Verifier): Promise<Held> {
    const spare = this.#spare.get();
    let verdict: Verdict | undefined;
    const evidence = await this.#vault.change((old) => {
      verdict = undefined;
      const code = old.code ?? (old.receipt === undefined ? spare : undefined);
      if (code === undefined) return old;
      const judged = this.#weigh(verifier, code, old);
      if (old.code === undefined && !judged.accepted) return old;
      verdict = judged;
      return old.code === undefined ? { ...remember(old, judged), code } : remember(old, judged);
    });
    this.#judge.stored(evidence.witness);
    if (evidence.code !== undefined && evidence.code !== spare) this.#spare.set(evidence.code);
    return { verdict, evidence, lost: evidence.code === undefined && spare !== undefined };
  }

  /** `undefined` when what it answers is not there any more. A refused code changes nothing but what is known of the time. */
  async install(verifier: Verifier, text: string, answering: Answering): Promise<Verdict | undefined> {
    const spelled = verifier.canonical(text);
    let verdict: Verdict | undefined;
    await this.#vault.change((old) => {
      verdict = undefined;
      if (answering.refreshes !== undefined && !isInstalled(old, answering.refreshes)) return old;
      verdict = this.#weigh(verifier, text, old, answering.pending ?? old.pending);
      const known = remember(old, verdict);
      if (!verdict.accepted || !spelled.ok) return known;
      const waiting = verdict.signedTime ? { pending: undefined, label: undefined } : {};
      return { ...known, ...waiting, ...this.#seatOf(verifier, verdict, old, answering), code: spelled.value.code };
    });
    return verdict;
  }

  /** A receipt takes the place of code and secret, in one step. */
  async giveBack(verifier: Verifier): Promise<Outcome<object>> {
    const { code, secret, activationId, witness } = await this.#vault.read();
    if (code === undefined) return failed('nothing-installed');
    const verdict = this.#weigh(verifier, code, { secret, witness });
    const holdsSeat = activationId !== undefined || !verdict.accepted || verdict.releasable;
    if (!secret || !holdsSeat) return failed('no-seat-to-free');
    const receipt = verifier.createReceipt(code, secret);
    if (!receipt.ok) return receipt;
    this.#spare.set(undefined);
    await this.#vault.change((old) =>
      old.code === code ? { ...NOTHING, activationId, witness: old.witness, receipt: receipt.value.code } : old,
    );
    return { ok: true };
  }

  /** What is known of the time stays, and so do the keys. */
  async forget(): Promise<void> {
    this.#spare.set(undefined);
    await this.#vault.change(({ witness }) => ({ ...NOTHING, witness }));
  }

  /** Which activation the new code belongs to. A fresh code for the same license, pasted, goes on being refreshed online. */
  #seatOf(verifier: Verifier, verdict: Verdict, old: Evidence, { activationId }: Answering): Evidence {
    if (activationId !== undefined) {
      const again = activationId === old.activationId; // the seat that was given back is taken again: its receipt is void
      return { activationId, askedAt: undefined, ...(again && { receipt: undefined }) };
    }
    const before = old.code === undefined ? undefined : this.#weigh(verifier, old.code, old);
    return before && licenseIdOf(before) === licenseIdOf(verdict) ? {} : { activationId: undefined };
  }

  #weigh(verifier: Verifier, code: string, evidence: Evidence, pending?: Uint8Array): Verdict {
    return this.#judge.judge({ verifier, device: this.#vault.device }, code, evidence, pending);
  }
}

function isInstalled({ code, activationId }: Evidence, id: string): boolean {
  return code !== undefined && activationId === id;
}

function licenseIdOf(verdict: Verdict): string | undefined {
  return verdict.accepted ? verdict.claims.licenseId : verdict.licenseId;
}
