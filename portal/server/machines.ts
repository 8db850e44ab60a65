// What the owner of a license does with its machines, without having to ask anybody. Who may use which license is not decided here: a
// license's id must come from a session that may.
import type { ActivationResult } from './activate.ts';
import { customer, type MachineAct, noteMachine } from './acts.ts';
import type { Actor } from './audit/chain.ts';
import { demandGood, describe, issueCode, withCode } from './code.ts';
import { type Desk, type Outcome, perform } from './desk.ts';
import { readExtras } from './extras.ts';
import { advanceClock } from './issue-clock.ts';
import { holdLicense } from './license.ts';
import { FURTHER_CODES } from './limits.ts';
import { readMachine } from './machine.ts';
import { demandIdempotencyKey, demandLabel } from './order.ts';
import { componentsOf, findOwn, neededFor, recordComponents } from './recognize.ts';
import type { Known } from './refresh.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import { type Replacements, replaceMachine, replacementsOf } from './replacement.ts';
import { findReplay, recordReplay } from './replay.ts';
import { countChange, takeSeat } from './seats.ts';
import type { Writing } from './store.ts';
import type { ActivationRow } from './tables.ts';
import { type MachineView, readMachine as readMachineView, viewOf } from './view.ts';

export type { MachineView } from './view.ts';

export interface MachineInput {
  licenseId: string;
  activationId: string;
  /** Who asks, if that is known. */
  by?: Actor | undefined;
}

export type MachineResult = Outcome<{ machine: MachineView }>;
export type ReplaceResult = Outcome<{ machine: MachineView; replacements: Replacements }>;

/** The last code once more. Nothing is signed. */
export function showCode(desk: Desk, input: MachineInput): Promise<ActivationResult> {
  return perform(desk, async (tx) => {
    const { license, product, activation } = await hold(tx, input);
    if (activation.state !== 'active' || activation.token_id === null) throw new Refused(refused.NOT_ACTIVE);
    const { code } = await tx
      .selectFrom('issued_code')
      .select('code')
      .where('token_id', '=', activation.token_id)
      .executeTakeFirstOrThrow();
    const spelled = desk.verifier.canonical(code);
    if (!spelled.ok) throw new Refused(refused.NOT_AS_MEANT);
    const { features } = readExtras(product, license);
    const told = describe({ license, product, activation, tokenId: activation.token_id, features }, true);
    return { ok: true, activation: withCode(told, spelled.value) };
  });
}

/**
 * A fresh code for a machine that is known, without a request of it: bound to what it showed when it took its seat and to the lock that
 * it had last. It answers no request, so it carries no nonce and no signed time.
 */
export function renew(desk: Desk, input: MachineInput & { attempt?: string | undefined }): Promise<ActivationResult> {
  return perform(desk, async (tx) => {
    demandIdempotencyKey(input.attempt);
    const { license, product, activation } = await hold(tx, input);
    const nowSeconds = desk.nowSeconds();
    const name = desk.vault.replayName('renew', activation.id, input.attempt ?? '');
    const replay = input.attempt && (await findReplay(desk, tx, { name, asked: name }, nowSeconds));
    if (replay && replay !== 'other') return { ok: true, activation: replay };
    const issuedAt = await advanceClock(tx, nowSeconds);
    demandGood(license, issuedAt);
    if (activation.state !== 'active') throw new Refused(refused.NOT_ACTIVE);
    await desk.limits.demand(tx, FURTHER_CODES, activation.id);
    await desk.limits.count(tx, FURTHER_CODES, activation.id);
    const fresh = await issueCode(desk, tx, {
      license,
      product,
      activation,
      components: await componentsOf(tx, activation.id),
      lock: activation.lock ?? undefined,
      nonce: undefined,
      issuedAt,
      expiresAt: license.expires_at,
      occasion: 'renewed',
      by: input.by ?? customer(undefined),
    });
    if (input.attempt) await recordReplay(tx, { name, asked: name }, fresh.told, nowSeconds);
    return { ok: true, activation: withCode(fresh.told, fresh.code.spelled) };
  });
}

export function rename(desk: Desk, input: MachineInput & { label: string }): Promise<MachineResult> {
  return perform(desk, async (tx) => {
    demandLabel(input.label);
    const known = await hold(tx, input);
    const activation = { ...known.activation, label: input.label };
    await tx.updateTable('activation').set({ label: input.label }).where('id', '=', activation.id).execute();
    await note(desk, tx, input, 'renamed', known);
    return { ok: true, machine: viewOf({ ...known, activation }) };
  });
}

/** Frees the seat of a machine that is lost or broken. Doing it twice is doing it once. */
export function replace(desk: Desk, input: MachineInput): Promise<ReplaceResult> {
  return perform(desk, async (tx) => {
    const known = await hold(tx, input);
    const { license, product, activation } = known;
    const nowSeconds = desk.nowSeconds();
    if (activation.state === 'replaced') {
      const machine = await readMachineView(tx, input, nowSeconds);
      if (machine) return { ok: true, machine, replacements: await replacementsOf(tx, license, product, nowSeconds) };
    }
    if (activation.state !== 'active') throw new Refused(refused.NOT_ACTIVE);
    const replacements = await replaceMachine(tx, license, product, activation, nowSeconds);
    await note(desk, tx, input, 'replaced', known);
    const ended = { ...activation, state: 'replaced', ended_at: nowSeconds } as const;
    return { ok: true, machine: viewOf({ ...known, activation: ended }, { taken: false }), replacements };
  });
}

/** The machine was found, or it was the wrong one: it gets its seat back while nobody else has it. */
export function undoReplace(desk: Desk, input: MachineInput): Promise<MachineResult> {
  return perform(desk, async (tx) => {
    const known = await hold(tx, input);
    const { license, product, activation } = known;
    if (activation.state === 'active') return { ok: true, machine: viewOf(known) };
    if (activation.state !== 'replaced') throw new Refused(refused.NOT_ACTIVE);
    const taking = { activationId: activation.id, nowSeconds: desk.nowSeconds(), formerSeat: activation.seat_number };
    const seat_number = await takeSeat(tx, license, product, taking);
    if (seat_number === undefined) throw new Refused(refused.CANNOT_UNDO);
    const back: ActivationRow = { ...activation, state: 'active', ended_at: null, seat_number };
    await tx
      .updateTable('activation')
      .set({ state: 'active', ended_at: null, seat_number })
      .where('id', '=', activation.id)
      .execute();
    await note(desk, tx, input, 'replacement-undone', known);
    return { ok: true, machine: viewOf({ ...known, activation: back }) };
  });
}

/** A fingerprint that was typed wrong is corrected, and the machine keeps its seat. It counts as a change of hands. */
export function correct(desk: Desk, input: MachineInput & { fingerprint: string }): Promise<ActivationResult> {
  return perform(desk, async (tx) => {
    const machine = readMachine(desk.verifier, input.fingerprint, 'fingerprint');
    if (machine.from !== 'fingerprint') throw new Refused(refused.NOT_CORRECTABLE);
    const { license, product, activation } = await hold(tx, input);
    const nowSeconds = desk.nowSeconds();
    if (activation.state !== 'active') throw new Refused(refused.NOT_ACTIVE);
    const until = activation.created_at + product.correction_seconds;
    if (activation.via !== 'fingerprint' || nowSeconds >= until) throw new Refused(refused.NOT_CORRECTABLE);
    const issuedAt = await advanceClock(tx, nowSeconds);
    demandGood(license, issuedAt);
    const components = [machine.componentFor(product.id)];
    const other = await findOwn(tx, license.id, components, neededFor(product, 1));
    if (other && other.id !== activation.id && other.state === 'active') throw new Refused(refused.OTHER_MACHINE);
    if (other?.id !== activation.id) {
      if (!(await countChange(tx, product, activation, nowSeconds))) throw new Refused(refused.NOT_CORRECTABLE);
      await tx.deleteFrom('activation_component').where('activation_id', '=', activation.id).execute();
      await recordComponents(tx, activation, components);
    }
    const code = { license, product, activation, components, lock: undefined, nonce: undefined, issuedAt } as const;
    const fresh = await issueCode(desk, tx, {
      ...code,
      expiresAt: license.expires_at,
      occasion: 'corrected',
      by: input.by ?? customer(undefined),
    });
    return { ok: true, activation: { ...withCode(fresh.told, fresh.code.spelled), understood: machine.understood } };
  });
}

export interface HistoryEntry {
  at: number;
  /** `activated`, `again`, `refreshed`, `renewed`, `corrected`: a code was made; else how the machine's seat ended. */
  what: string;
  activationId: string;
  label: string;
}

const MOST_HISTORY = 500;

/** What happened under a license, the newest first. */
export async function readHistory(desk: Desk, licenseId: string, activationId?: string): Promise<HistoryEntry[]> {
  const { database } = desk.store;
  const codes = await database
    .selectFrom('issued_code')
    .innerJoin('activation', 'activation.id', 'issued_code.activation_id')
    .where('activation.license_id', '=', licenseId)
    .$if(activationId !== undefined, (all) => all.where('activation.id', '=', activationId ?? ''))
    .select([
      'issued_code.issued_at as at',
      'issued_code.occasion as what',
      'activation.id as activationId',
      'activation.label',
    ])
    .orderBy('issued_code.issued_at', 'desc')
    .limit(MOST_HISTORY)
    .execute();
  const ends = await database
    .selectFrom('activation')
    .where('license_id', '=', licenseId)
    .$if(activationId !== undefined, (all) => all.where('id', '=', activationId ?? ''))
    .where('ended_at', 'is not', null)
    .select(['ended_at', 'state as what', 'id as activationId', 'label'])
    .orderBy('ended_at', 'desc')
    .limit(MOST_HISTORY)
    .execute();
  const ended = ends.map(({ ended_at, ...rest }) => ({ at: ended_at ?? 0, ...rest }));
  return [...codes, ...ended].sort((a, b) => b.at - a.at).slice(0, MOST_HISTORY);
}

/** The machine, if this license has it; the machines of others are missing. */
async function hold(tx: Writing, { licenseId, activationId }: MachineInput): Promise<Known> {
  const licensed = await holdLicense(tx, licenseId);
  const activation = await tx
    .selectFrom('activation')
    .selectAll()
    .where('id', '=', activationId)
    .where('license_id', '=', licenseId)
    .executeTakeFirst();
  if (!activation) throw new Refused(refused.NO_SUCH_MACHINE);
  return { ...licensed, activation };
}

function note(
  desk: Desk,
  tx: Writing,
  { by = customer(undefined) }: MachineInput,
  action: MachineAct['action'],
  { license, activation }: Known,
): Promise<void> {
  return noteMachine(desk, tx, { by, action, license, activation });
}
