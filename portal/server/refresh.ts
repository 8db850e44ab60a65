// What a machine that has its seat asks for by itself: a fresh code, with the server's time signed into it. No license key is needed.
import type { Request } from '../../hosts/js/verdict.ts';
import type { ActivationResult } from './activate.ts';
import { itself } from './acts.ts';
import type { Actor } from './audit/chain.ts';
import { demandGood, issueCode, type LateResult, whole } from './code.ts';
import { type Desk, type Outcome, perform, reading } from './desk.ts';
import { advanceClock } from './issue-clock.ts';
import { holdLicense, type Licensed } from './license.ts';
import { FURTHER_CODES, UNKNOWN_KEYS } from './limits.ts';
import { readMachine } from './machine.ts';
import { demandIdempotencyKey, nameAddress } from './order.ts';
import { type DeviceProof, proven } from './proof.ts';
import { adopt, demandNewNonce, isOwn, neededFor } from './recognize.ts';
import * as refused from './refused.ts';
import { type Problem, Refused } from './refused.ts';
import { type Attempt, findReplay, recordReplay } from './replay.ts';
import { freeLapsedLeases, takeSeat } from './seats.ts';
import type { Writing } from './store.ts';
import type { ActivationRow } from './tables.ts';

/** What a machine sends. Nothing in it is trusted. */
export interface MachineCall {
  activationId: string;
  request: string;
  device?: DeviceProof | undefined;
  idempotencyKey?: string | undefined;
  address?: string | undefined;
}

/** The same, read. */
export interface Caller {
  activationId: string;
  request: Request;
  deviceKey: Uint8Array | undefined;
  idempotencyKey: string | undefined;
  address: string;
  by: Actor;
}

/** A machine that proved to be the one of an activation, whatever became of that. */
export interface Known extends Licensed {
  activation: ActivationRow;
}

export async function refresh(desk: Desk, call: MachineCall): Promise<ActivationResult> {
  const caller = reading(desk, () => readCaller(desk, call));
  if (!caller.ok) return caller;
  return whole(await perform(desk, (tx) => answer(desk, tx, caller.value)));
}

export function readCaller(desk: Desk, call: MachineCall): Caller {
  const machine = readMachine(desk.verifier, call.request, 'request');
  if (machine.from !== 'request') throw new Refused(refused.UNKNOWN_ACTIVATION);
  demandIdempotencyKey(call.idempotencyKey);
  return {
    activationId: call.activationId,
    request: machine.request,
    deviceKey: proven(desk.verifier, machine.request, call.device),
    idempotencyKey: call.idempotencyKey,
    address: nameAddress(call.address),
    by: itself(call.activationId, call.address),
  };
}

async function answer(desk: Desk, tx: Writing, caller: Caller): Promise<LateResult> {
  const known = await identify(desk, tx, caller);
  if (!known.ok) return known; // the wrong guess is counted
  const { license, product, activation } = known;
  const { request } = caller;
  const nowSeconds = desk.nowSeconds();
  const attempt = nameAttempt(desk, caller);
  const replay = await findReplay(desk, tx, attempt, nowSeconds);
  if (replay === 'other')
    throw new Refused(caller.idempotencyKey ? refused.REUSED_IDEMPOTENCY_KEY : refused.NONCE_USED);
  if (replay) return { ok: true, activation: replay };

  const issuedAt = await advanceClock(tx, nowSeconds);
  demandGood(license, issuedAt);
  if (activation.state === 'given-back') throw new Refused(refused.GIVEN_BACK);
  if (activation.state === 'replaced') throw new Refused(refused.REPLACED);
  await demandNewNonce(tx, activation, request.nonce);
  await desk.limits.demand(tx, FURTHER_CODES, activation.id);
  await desk.limits.count(tx, FURTHER_CODES, activation.id);
  const seated =
    activation.state === 'lapsed' ? await comeBack(tx, known, nowSeconds) : await keep(tx, known, request, nowSeconds);
  const { components, lock, nonce } = request;
  const expiresAt = license.expires_at;
  const code = {
    license,
    product,
    components,
    lock,
    nonce,
    issuedAt,
    expiresAt,
    occasion: 'refreshed',
    by: caller.by,
  } as const;
  const issued = await issueCode(desk, tx, { ...code, activation: { ...seated, seen_at: nowSeconds } });
  await recordReplay(tx, attempt, issued.told, nowSeconds);
  return { ok: true, issued };
}

/** Whoever asks must be the machine; everybody else gets the same answer as for an activation that never was. */
export async function identify(desk: Desk, tx: Writing, caller: Caller): Promise<Outcome<Known>> {
  await desk.limits.demand(tx, UNKNOWN_KEYS, caller.address);
  const known = await find(tx, caller.activationId);
  if (known && (await isItself(tx, known, caller))) return { ok: true, ...known };
  await desk.limits.count(tx, UNKNOWN_KEYS, caller.address);
  return unknown(refused.UNKNOWN_ACTIVATION);
}

async function find(tx: Writing, id: string): Promise<Known | undefined> {
  const row = await tx.selectFrom('activation').select('license_id').where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const licensed = await holdLicense(tx, row.license_id);
  // Read again: until the license was held, another process may have changed it.
  const activation = await tx.selectFrom('activation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return { ...licensed, activation };
}

/** By its device key; without one, by lock and components. A machine that has neither key nor secret cannot speak for itself. */
async function isItself(tx: Writing, { activation, product }: Known, { request, deviceKey }: Caller): Promise<boolean> {
  if (request.product !== product.id) return false;
  if (activation.device_key !== null) {
    if (!deviceKey || Buffer.compare(deviceKey, activation.device_key) !== 0) return false;
  } else {
    if (!request.lock || activation.lock === null || Buffer.compare(request.lock, activation.lock) !== 0) return false;
  }
  return await isOwn(tx, activation, request.components, neededFor(product, request.components.length));
}

function nameAttempt({ vault }: Desk, { activationId, request, idempotencyKey }: Caller): Attempt {
  const asked = vault.replayName('refresh', activationId, request.code);
  const nonce = Buffer.from(request.nonce).toString('hex');
  const name = idempotencyKey === undefined ? ['refresh-nonce', nonce] : ['refresh-key', idempotencyKey];
  return { name: vault.replayName(...name, activationId), asked };
}

async function keep(
  tx: Writing,
  { product, activation }: Known,
  { components, lock }: Request,
  nowSeconds: number,
): Promise<ActivationRow> {
  const needed = neededFor(product, components.length);
  return await adopt(tx, product, activation, { components, needed, lock, nowSeconds });
}

/** A browser whose lease has lapsed gets a seat again while there is one. */
async function comeBack(
  tx: Writing,
  { license, product, activation }: Known,
  nowSeconds: number,
): Promise<ActivationRow> {
  await freeLapsedLeases(tx, license, product, nowSeconds);
  const taking = { activationId: activation.id, nowSeconds, formerSeat: undefined };
  const seat_number = await takeSeat(tx, license, product, taking);
  if (seat_number === undefined) throw new Refused(refused.NO_SEAT_LEFT);
  return { ...activation, state: 'active', ended_at: null, seat_number };
}

function unknown(problem: Problem): { ok: false; problem: Problem } {
  return { ok: false, problem };
}
