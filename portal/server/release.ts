// A machine gives its seat back: with a receipt, which is proof that its secret is gone, or online by its device key.
import type { Receipt } from '../../hosts/js/verdict.ts';
import { customer, noteMachine } from './acts.ts';
import type { Actor } from './audit/chain.ts';
import { type Desk, type Outcome, perform, reading } from './desk.ts';
import { holdLicense } from './license.ts';
import { UNKNOWN_KEYS } from './limits.ts';
import { malformed } from './machine.ts';
import { nameAddress } from './order.ts';
import { demandNewNonce } from './recognize.ts';
import { type Caller, identify, type Known, type MachineCall, readCaller } from './refresh.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import { freeSeat } from './seats.ts';
import type { Writing } from './store.ts';
import type { ActivationRow } from './tables.ts';
import { type MachineView, viewOf } from './view.ts';

export interface ReceiptInput {
  /** An `LKD1` code in any spelling, or the text of an `.lkd` file. */
  receipt: string;
  /** Only a machine of this license; absent: whichever machine it fits. */
  licenseId?: string | undefined;
  /** Only this machine. */
  activationId?: string | undefined;
  address?: string | undefined;
  /** Who brings it, if that is known. */
  by?: Actor | undefined;
}

export type ReleaseResult = Outcome<{
  machine: MachineView;
  /** The seat had been freed before; nothing was changed. */
  already: boolean;
}>;

export async function releaseByReceipt(desk: Desk, input: ReceiptInput): Promise<ReleaseResult> {
  const receipt = reading(desk, () => readReceipt(desk, input.receipt));
  if (!receipt.ok) return receipt;
  return await perform(desk, async (tx) => {
    const address = nameAddress(input.address);
    await desk.limits.demand(tx, UNKNOWN_KEYS, address);
    const known = await findByReceipt(tx, receipt.value, input);
    if (known)
      return await giveBack(
        desk,
        tx,
        known,
        isCurrent(known.activation, receipt.value),
        input.by ?? customer(input.address),
      );
    await desk.limits.count(tx, UNKNOWN_KEYS, address);
    return { ok: false, problem: refused.RECEIPT_UNKNOWN };
  });
}

/** Only for a device that has a key: a secret is given away by a receipt alone. */
export async function releaseByDevice(desk: Desk, call: MachineCall): Promise<ReleaseResult> {
  const caller = reading(desk, () => readDevice(desk, call));
  if (!caller.ok) return caller;
  return await perform(desk, async (tx): Promise<ReleaseResult> => {
    const known = await identify(desk, tx, caller.value);
    if (!known.ok) return known;
    const { activation } = known;
    if (activation.state === 'active') await demandNewNonce(tx, activation, caller.value.request.nonce);
    return await giveBack(desk, tx, known, true, caller.value.by);
  });
}

function readReceipt({ verifier }: Desk, text: string): Receipt {
  const reading = verifier.decodeReceipt(text);
  if (!reading.ok) throw new Refused(malformed('receipt', reading.problem));
  return reading.value;
}

function readDevice(desk: Desk, call: MachineCall): Caller {
  const caller = readCaller(desk, call);
  if (caller.deviceKey === undefined) throw new Refused(refused.PROOF_INCOMPLETE);
  return caller;
}

/** The secret that was given away must open the lock of the very code that the receipt names. */
async function findByReceipt(
  tx: Writing,
  { tokenId, lock }: Receipt,
  { licenseId, activationId }: ReceiptInput,
): Promise<Known | undefined> {
  const row = await tx
    .selectFrom('issued_code')
    .innerJoin('activation', 'activation.id', 'issued_code.activation_id')
    .select(['activation.id', 'activation.license_id', 'issued_code.lock'])
    .where('issued_code.token_id', '=', tokenId)
    .executeTakeFirst();
  if (!row?.lock || Buffer.compare(row.lock, lock) !== 0) return undefined;
  if (licenseId !== undefined && row.license_id !== licenseId) return undefined;
  if (activationId !== undefined && row.id !== activationId) return undefined;
  const licensed = await holdLicense(tx, row.license_id);
  const activation = await tx.selectFrom('activation').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow();
  return { ...licensed, activation };
}

/** A machine that was activated anew has another secret; a receipt from before then gives nothing back any more. */
function isCurrent({ lock }: ActivationRow, receipt: Receipt): boolean {
  return lock !== null && Buffer.compare(lock, receipt.lock) === 0;
}

async function giveBack(desk: Desk, tx: Writing, known: Known, current: boolean, by: Actor): Promise<ReleaseResult> {
  const { license, product, activation } = known;
  const nowSeconds = desk.nowSeconds();
  if (activation.state !== 'active' || !current) return { ok: true, machine: viewOf(known), already: true };
  await freeSeat(tx, license, product, activation, { state: 'given-back', nowSeconds });
  const ended = { ...activation, state: 'given-back', ended_at: nowSeconds, seen_at: nowSeconds } as const;
  await tx.updateTable('activation').set({ seen_at: nowSeconds }).where('id', '=', activation.id).execute();
  await noteMachine(desk, tx, { by, action: 'released', license, activation });
  return { ok: true, machine: viewOf({ ...known, activation: ended }), already: false };
}
