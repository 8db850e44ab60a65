// One machine, one license key, one activation code: what a person does on the page and what a program does over the API.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Verifier } from '../../hosts/js/index.ts';
import type { FeatureValue, Place, Spelled } from '../../hosts/js/verdict.ts';
import { readExtras } from './extras.ts';
import { type CodeMaker, isSignerFailure, type MachineClaims } from './issue.ts';
import { advanceClock } from './issue-clock.ts';
import type { Limiter } from './limit.ts';
import type { Machine } from './machine.ts';
import { type Order, readOrder } from './order.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import { type Attempt, findReplay, recordReplay } from './replay.ts';
import { countSeats, findOwnSeat, neededOf, takeSeat } from './seats.ts';
import { forChange, isStoreFailure, type Store, type Writing } from './store.ts';
import type { LicenseRow, ProductRow } from './tables.ts';
import type { Vault } from './vault.ts';

/** What a person pasted or a program sent. Nothing in it is trusted. */
export interface ActivationInput {
  /** May be empty when the request in `machine` carries the license key itself. */
  licenseKey: string;
  /** An `LKR1` code in any spelling, the text of an `.lkr` file, or a raw fingerprint. */
  machine: string;
  /** What `machine` must be, when the caller knows. Absent: whatever it turns out to be. */
  machineIs?: 'request' | 'fingerprint' | undefined;
  /** A name for the machine, at most 64 bytes; wins over the one inside the request. */
  label?: string | undefined;
  /** The caller's name for this attempt: the same name and input get the same answer for 24 hours. */
  idempotencyKey?: string | undefined;
  /** The caller's network address, for limits only. It is neither stored nor logged. */
  address?: string | undefined;
}

/** All or nothing: there is a code, or one problem that says what to do. */
export type ActivationResult = { ok: true; activation: Activation } | { ok: false; problem: ActivationProblem };

/** A seat that was taken, or found again, and the code that was made for it. Times are whole seconds since 1970. */
export interface Activation {
  id: string;
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

/** Why there is no code. The same names and sentences reach the page and the API. */
export interface ActivationProblem extends Place {
  status: 400 | 401 | 403 | 409 | 422 | 429 | 500 | 503;
  /** Kebab-case name, for programs. */
  code: string;
  /** One sentence that says what to do, for people. */
  error: string;
  /** Which input it is about. */
  field?: 'licenseKey' | 'machine' | 'label';
  /** With 429 and 503: when trying again makes sense. */
  retryAfterSeconds?: number;
}

/** What an activation is made with. */
export interface Desk {
  store: Store;
  verifier: Verifier;
  codes: CodeMaker;
  vault: Vault;
  nowSeconds: () => number;
  issuer: string | undefined;
  /** Unknown license keys, by address: guessing is slow. */
  unknownKeys: Limiter;
  /** Further codes for a machine that has its seat, by activation. */
  furtherCodes: Limiter;
  /** Tells whoever runs the portal what went wrong; never told anything that a customer entered. */
  report: (event: string) => void;
}

const TOKEN_ID_BYTES = 8;
/** Every outcome is a result; it throws only for a defect of the portal itself. */
export async function activate(desk: Desk, input: ActivationInput): Promise<ActivationResult> {
  try {
    const order = readOrder(desk.verifier, input);
    demandPatience(desk.unknownKeys, order.address);
    const activation = await desk.store.write((tx) => fill(desk, tx, order));
    return { ok: true, activation };
  } catch (error) {
    return { ok: false, problem: problemOf(desk, error) };
  }
}

/** One activation, in one transaction: the seat, the record of the code, its signature and the answer to a retry. */
async function fill(desk: Desk, tx: Writing, order: Order): Promise<Activation> {
  const license = await findLicense(desk, tx, order);
  const nowSeconds = desk.nowSeconds();
  const attempt = nameAttempt(desk.vault, license.id, order);
  const replay = attempt && (await findReplay(tx, attempt, nowSeconds));
  if (replay && replay !== 'other') return replay;
  if (replay === 'other' && order.idempotencyKey !== undefined) throw new Refused(refused.REUSED_IDEMPOTENCY_KEY);

  if (license.state === 'suspended') throw new Refused(refused.SUSPENDED);
  const issuedAt = await advanceClock(tx, nowSeconds);
  const product = await findProduct(tx, license);
  const components = componentsFor(order.machine, product.id);
  const needed = neededOf({ needed: product.machine_needed, of: product.machine_of }, components.length);
  const activation = await seatAndSign(desk, tx, { order, license, product, issuedAt, components, needed });
  if (attempt) await recordReplay(tx, attempt, activation, nowSeconds);
  return activation;
}

async function findLicense(desk: Desk, tx: Writing, order: Order): Promise<LicenseRow> {
  const license = await tx
    .selectFrom('license')
    .selectAll()
    .where('key_lookup', '=', desk.vault.lookup(order.licenseKey))
    .$call(forChange(tx)) // who changes anything about a license's seats holds its row
    .executeTakeFirst();
  if (license) return license;
  desk.unknownKeys.count(order.address);
  throw new Refused(refused.UNKNOWN_LICENSE_KEY);
}

function findProduct(tx: Writing, license: LicenseRow): Promise<ProductRow> {
  return tx.selectFrom('product').selectAll().where('id', '=', license.product_id).executeTakeFirstOrThrow();
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

function demandPatience(limiter: Limiter, name: string): void {
  const retryAfterSeconds = limiter.waitSeconds(name);
  if (retryAfterSeconds === 0) return;
  const error = `Too many tries; wait ${retryAfterSeconds} seconds and try again.`;
  throw new Refused({ status: 429, code: 'too-many-requests', error, retryAfterSeconds });
}

/** One activation's parts, once they are known. */
interface Case {
  order: Order;
  license: LicenseRow;
  product: ProductRow;
  issuedAt: number;
  components: readonly Uint8Array[];
  /** How many of the components a machine must have to be this one. */
  needed: number;
}

async function seatAndSign(desk: Desk, tx: Writing, one: Case): Promise<Activation> {
  const { order, license, product, issuedAt } = one;
  const expiresAt = await beginTerm(tx, license, issuedAt);
  const seat = await findOrTakeSeat(desk, tx, one);
  const claims = claimsFor(desk, one, expiresAt);
  const spelled = await signRecorded(desk, tx, seat.id, claims);
  return {
    ...seat,
    ...spelled,
    licenseId: license.id,
    productId: product.id,
    productName: product.name,
    issuedAt,
    ...(expiresAt !== null && { expiresAt }),
    ...(product.refresh_seconds !== null && { refreshAt: issuedAt + product.refresh_seconds }),
    ...(product.offline_seconds !== null && { checkInBy: issuedAt + product.offline_seconds }),
    ...(license.plan !== null && { plan: license.plan }),
    features: claims.features,
    seats: await countSeats(tx, license.id),
    from: order.machine.from,
    ...(order.machine.from === 'fingerprint' && { understood: order.machine.understood }),
    releasable: claims.machine.lock !== undefined,
  };
}

/** The machine's own seat, or a free one. */
async function findOrTakeSeat(
  desk: Desk,
  tx: Writing,
  { order, license, issuedAt, components, needed }: Case,
): Promise<{ id: string; label: string; again: boolean }> {
  const own = await findOwnSeat(tx, license.id, components, needed);
  if (own === undefined) {
    const claim = { activationId: randomUUID(), licenseId: license.id, label: order.label, components, needed };
    if (!(await takeSeat(tx, claim, issuedAt))) throw new Refused(refused.NO_SEAT_LEFT);
    return { id: claim.activationId, label: order.label, again: false };
  }
  demandPatience(desk.furtherCodes, own.id);
  desk.furtherCodes.count(own.id);
  const label = order.label || own.label;
  await tx.updateTable('activation').set({ label }).where('id', '=', own.id).execute();
  return { id: own.id, label, again: true };
}

function componentsFor(machine: Machine, product: string): readonly Uint8Array[] {
  if (machine.from === 'fingerprint') return [machine.componentFor(product)];
  if (machine.request.product !== product) throw new Refused(refused.WRONG_PRODUCT);
  return machine.request.components;
}

/** The end of the license. Its term begins with the first activation, whichever machine that is. */
async function beginTerm(tx: Writing, license: LicenseRow, issuedAt: number): Promise<number | null> {
  if (license.expires_at !== null) {
    if (issuedAt >= license.expires_at) throw new Refused(refused.EXPIRED);
    return license.expires_at;
  }
  if (license.term_seconds === null) return null;
  const expires_at = issuedAt + license.term_seconds;
  await tx.updateTable('license').set({ expires_at }).where('id', '=', license.id).execute();
  return expires_at;
}

function claimsFor(
  desk: Desk,
  { order, license, product, issuedAt, components, needed }: Case,
  expiresAt: number | null,
): MachineClaims & { features: Record<string, FeatureValue> } {
  const request = order.machine.from === 'request' ? order.machine.request : undefined;
  return {
    issuedAt,
    expiresAt: expiresAt ?? undefined,
    refreshSeconds: product.refresh_seconds ?? undefined,
    offlineSeconds: product.offline_seconds ?? undefined,
    renewWindowSeconds: product.renew_window_seconds ?? undefined,
    tokenId: new Uint8Array(randomBytes(TOKEN_ID_BYTES)),
    nonce: request?.nonce,
    issuer: desk.issuer,
    licenseId: license.id,
    product: product.id,
    customerId: license.customer_id ?? undefined,
    plan: license.plan ?? undefined,
    machine: { needed, lock: request?.lock, components },
    ...readExtras(product, license),
  };
}

/** Signs and records in the caller's transaction: nothing leaves that is not recorded, nothing is recorded that was not signed. */
async function signRecorded(
  { codes }: Desk,
  tx: Writing,
  activationId: string,
  claims: MachineClaims,
): Promise<Spelled> {
  const { kid: _, ...spelled } = await codes.make(tx, claims);
  await tx
    .insertInto('issued_code')
    .values({
      token_id: claims.tokenId,
      activation_id: activationId,
      nonce: claims.nonce ?? null,
      lock: claims.machine.lock ?? null,
      issued_at: claims.issuedAt,
      code: spelled.code,
    })
    .execute();
  return spelled;
}

function problemOf(desk: Desk, error: unknown): ActivationProblem {
  if (error instanceof Refused) return error.problem;
  if (isSignerFailure(error)) {
    desk.report(`no code was issued: ${error.message}`);
    return refused.NOT_AS_MEANT;
  }
  if (isStoreFailure(error)) {
    desk.report(`the store failed: ${error instanceof Error ? error.message : 'unknown'}`);
    return refused.STORE_UNAVAILABLE;
  }
  throw error;
}
