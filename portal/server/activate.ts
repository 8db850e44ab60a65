// One machine, one license key, one activation code: what a person does on the page and what a program does over the API.
import type { FeatureValue } from '../../hosts/js/verdict.ts';
import { customer, itself } from './acts.ts';
import type { Actor } from './audit/chain.ts';
import { demandGood, issueCode, type LateResult, whole } from './code.ts';
import { type Desk, type Outcome, perform, reading } from './desk.ts';
import { advanceClock } from './issue-clock.ts';
import { findLicense, type Licensed } from './license.ts';
import { FURTHER_CODES, UNKNOWN_KEYS } from './limits.ts';
import type { Machine } from './machine.ts';
import { type Order, readOrder } from './order.ts';
import { orderedUuid } from './ordered-id.ts';
import type { DeviceProof } from './proof.ts';
import { adopt, demandNewNonce, findOwn, neededFor, recordComponents } from './recognize.ts';
import * as refused from './refused.ts';
import { type Problem, Refused } from './refused.ts';
import { takeOverFromForgotten } from './replacement.ts';
import { type Attempt, findReplay, recordReplay } from './replay.ts';
import { freeLapsedLeases, takeSeat } from './seats.ts';
import type { Writing } from './store.ts';
import type { ActivationRow, Via } from './tables.ts';
import type { Vault } from './vault.ts';

/** What a person pasted or a program sent. Nothing in it is trusted. */
export interface ActivationInput {
  /** May be absent or empty when the request in `machine` carries the license key itself. */
  licenseKey?: string | undefined;
  /** Instead of a license key, for somebody who has signed in and may use this license. */
  licenseId?: string | undefined;
  /** An `LKR1` code in any spelling, the text of an `.lkr` file, or a raw fingerprint. */
  machine: string;
  /** What `machine` must be, when the caller knows. Absent: whatever it turns out to be. */
  machineIs?: 'request' | 'fingerprint' | undefined;
  /** A name for the machine, at most 64 bytes; wins over the one inside the request. */
  label?: string | undefined;
  /** Only from programs: who speaks for the device. */
  device?: DeviceProof | undefined;
  /** Who asks, if the caller knows more about it than the address. */
  by?: Actor | undefined;
  /** The machine itself asks, not a person. */
  online?: boolean | undefined;
  /** The caller's name for this attempt: the same name and input get the same answer for 24 hours. */
  idempotencyKey?: string | undefined;
  /** The caller's network address, for limits only. It is neither stored nor logged. */
  address?: string | undefined;
}

export type ActivationResult = Outcome<{ activation: Activation }>;
export type ActivationProblem = Problem;

/** A seat that was taken, or found again, and the code that was made for it. Times are whole seconds since 1970. */
export interface Activation {
  id: string;
  /** The code's own id (`cti`), in hex. */
  tokenId: string;
  /** Canonical spelling, one line. */
  code: string;
  /** The same as the text of a `.lic` file. */
  file: string;
  licenseId: string;
  productId: string;
  productName: string;
  label: string;
  issuedAt: number;
  /** Exclusive end of the license; absent = perpetual. */
  expiresAt?: number;
  /** When an online client should refresh; absent = never. */
  refreshAt?: number;
  /** When a check-in is required; absent = never. */
  checkInBy?: number;
  plan?: string;
  features: Record<string, FeatureValue>;
  seats: { used: number; total: number };
  /** The same machine asked before and got its own seat back. */
  again: boolean;
  /** What `machine` was taken for. */
  from: 'request' | 'fingerprint';
  /** How a raw fingerprint was understood, so that a person sees a slip. Only with `from: 'fingerprint'`. */
  understood?: string;
  /** A receipt of this machine can free the seat. Never for a raw fingerprint. */
  releasable: boolean;
}

/** Every outcome is a result; it throws only for a defect of the portal itself. */
export async function activate(desk: Desk, input: ActivationInput): Promise<ActivationResult> {
  const order = reading(desk, () => readOrder(desk.verifier, input));
  if (!order.ok) return order;
  return whole(await perform(desk, (tx) => fill(desk, tx, order.value, input)));
}

/** One activation, in one transaction: the seat, the record of the code, its signature and the answer to a retry. */
async function fill(desk: Desk, tx: Writing, order: Order, input: ActivationInput): Promise<LateResult> {
  if ('key' in order.license) await desk.limits.demand(tx, UNKNOWN_KEYS, order.address);
  const found = await findLicense(desk, tx, order);
  if (!found.ok) return found; // the wrong guess is counted
  const { license, product } = found;
  const nowSeconds = desk.nowSeconds();
  const attempt = nameAttempt(desk.vault, license.id, order);
  const replay = attempt && (await findReplay(desk, tx, attempt, nowSeconds));
  if (replay && replay !== 'other') return { ok: true, activation: replay };
  if (replay === 'other' && order.idempotencyKey !== undefined) throw new Refused(refused.REUSED_IDEMPOTENCY_KEY);

  const issuedAt = await advanceClock(tx, nowSeconds);
  demandGood(license, issuedAt);
  const components = componentsFor(order.machine, product.id);
  const needed = neededFor(product, components.length);
  const expiresAt = await beginTerm(tx, found, issuedAt);
  await freeLapsedLeases(tx, license, product, nowSeconds);
  const seated = await seat(desk, tx, {
    ...found,
    order,
    components,
    needed,
    nowSeconds,
    online: input.online ?? false,
  });
  const { told, code } = await issueCode(desk, tx, {
    ...found,
    ...seated,
    components,
    lock: requestOf(order)?.lock,
    nonce: requestOf(order)?.nonce,
    issuedAt,
    expiresAt,
    by: input.online ? itself(seated.activation.id, input.address) : (input.by ?? customer(input.address)),
  });
  if (seated.occasion === 'activated') await recordComponents(tx, seated.activation, components);
  const all = { ...told, ...(order.machine.from === 'fingerprint' && { understood: order.machine.understood }) };
  if (attempt) await recordReplay(tx, attempt, all, nowSeconds);
  return { ok: true, issued: { told: all, code } };
}

/** Under the caller's own name, or under the request's nonce; a fingerprint alone names no attempt. */
function nameAttempt(vault: Vault, licenseId: string, { machine, idempotencyKey, label }: Order): Attempt | undefined {
  const nonce = machine.from === 'request' ? Buffer.from(machine.request.nonce).toString('hex') : undefined;
  const asked = vault.replayName(
    'asked',
    licenseId,
    machine.from === 'request' ? machine.request.code : machine.text,
    label,
  );
  if (idempotencyKey !== undefined) return { name: vault.replayName('key', licenseId, idempotencyKey), asked };
  return nonce === undefined ? undefined : { name: vault.replayName('nonce', licenseId, nonce), asked };
}

function componentsFor(machine: Machine, product: string): readonly Uint8Array[] {
  if (machine.from === 'fingerprint') return [machine.componentFor(product)];
  if (machine.request.product !== product) throw new Refused(refused.WRONG_PRODUCT);
  return machine.request.components;
}

function requestOf({ machine }: Order) {
  return machine.from === 'request' ? machine.request : undefined;
}

/** The end of the license. Its term begins with the first activation, whichever machine that is. */
async function beginTerm(tx: Writing, { license }: Licensed, issuedAt: number): Promise<number | null> {
  if (license.expires_at !== null || license.term_seconds === null) return license.expires_at;
  const expires_at = issuedAt + license.term_seconds;
  await tx.updateTable('license').set({ expires_at }).where('id', '=', license.id).execute();
  return expires_at;
}

/** One activation's parts, once they are known. */
interface Case extends Licensed {
  order: Order;
  components: readonly Uint8Array[];
  /** How many of the components a machine must have to be this one. */
  needed: number;
  nowSeconds: number;
  online: boolean;
}

interface Seated {
  activation: ActivationRow;
  occasion: 'activated' | 'again';
}

/** The machine's own seat, or a free one. */
async function seat(desk: Desk, tx: Writing, one: Case): Promise<Seated> {
  const own = await findOwn(tx, one.license.id, one.components, one.needed);
  if (own?.state === 'active') return await sitOn(desk, tx, one, own);
  if (own?.state === 'lapsed') return await comeBack(tx, one, own);
  return await sitDown(tx, one, own);
}

async function sitOn(
  desk: Desk,
  tx: Writing,
  { order, components, needed, product, nowSeconds }: Case,
  own: ActivationRow,
): Promise<Seated> {
  await desk.limits.demand(tx, FURTHER_CODES, own.id);
  await desk.limits.count(tx, FURTHER_CODES, own.id);
  const request = requestOf(order);
  if (order.deviceKey && request) await demandNewNonce(tx, own, request.nonce);
  const known = await adopt(tx, product, own, { components, needed, lock: request?.lock, nowSeconds });
  const activation = {
    ...known,
    label: order.label || own.label,
    device_key: order.deviceKey ?? own.device_key,
    seen_at: nowSeconds,
  };
  return { activation, occasion: 'again' };
}

/** A browser whose lease has lapsed meanwhile, and for which there is a seat still. */
async function comeBack(tx: Writing, one: Case, own: ActivationRow): Promise<Seated> {
  const seat_number = await demandSeat(tx, one, own.id, own.seat_number);
  const back = { state: 'active', ended_at: null, seat_number, seen_at: one.nowSeconds } as const;
  return { activation: { ...own, ...back, label: one.order.label || own.label }, occasion: 'again' };
}

async function sitDown(tx: Writing, one: Case, former: ActivationRow | undefined): Promise<Seated> {
  const { order, license, needed, nowSeconds } = one;
  const id = orderedUuid(nowSeconds);
  const activation: ActivationRow = {
    id,
    license_id: license.id,
    label: order.label,
    needed,
    via: viaOf(one),
    state: 'active',
    created_at: nowSeconds,
    ended_at: null,
    seat_number: await demandSeat(tx, one, id, former?.seat_number),
    lock: null,
    device_key: order.deviceKey ?? null,
    token_id: null,
    issued_at: nowSeconds,
    expires_at: null,
    refresh_at: null,
    check_in_by: null,
    seen_at: nowSeconds,
  };
  return { activation, occasion: 'activated' };
}

function viaOf({ order, online }: Case): Via {
  if (order.machine.from === 'fingerprint') return 'fingerprint';
  if (order.deviceKey) return 'browser';
  return online ? 'online' : 'request';
}

/** A free seat, or that of a browser which is most likely this one, before it lost its memory. */
async function demandSeat(
  tx: Writing,
  one: Case,
  activationId: string,
  formerSeat: number | undefined,
): Promise<number> {
  const { license, product, order, nowSeconds } = one;
  const take = () => takeSeat(tx, license, product, { activationId, nowSeconds, formerSeat });
  const taken = await take();
  if (taken !== undefined) return taken;
  const freed = order.deviceKey && (await takeOverFromForgotten(tx, license, product, order.label, nowSeconds));
  const over = freed ? await take() : undefined;
  if (over === undefined) throw new Refused(refused.NO_SEAT_LEFT);
  return over;
}
