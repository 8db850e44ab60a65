// The code for a machine that sits: made, read back, and recorded with everything that it says, in the transaction that gave the seat.
import type { FeatureValue, Spelled } from '../../hosts/js/verdict.ts';
import type { Activation } from './activate.ts';
import { CODES, noteMachine } from './acts.ts';
import type { Actor } from './audit/chain.ts';
import type { Desk, Outcome } from './desk.ts';
import { readExtras } from './extras.ts';
import type { LateCode, MachineClaims } from './issue.ts';
import { late, NO_LATE_ROWS } from './prepared.ts';
import { randomName } from './randomness.ts';
import { neededFor } from './recognize.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import { lease } from './seats.ts';
import type { Writing } from './store.ts';
import type { ActivationRow, IssuedCodeRow, LicenseRow, Occasion, ProductRow } from './tables.ts';

const TOKEN_ID_BYTES = 8;

export interface NewCode {
  license: LicenseRow;
  product: ProductRow;
  activation: ActivationRow;
  /** What the code is bound to: what the machine shows now. */
  components: readonly Uint8Array[];
  lock: Uint8Array | undefined;
  /** Absent: the answer to no request, and no signed time. */
  nonce: Uint8Array | undefined;
  issuedAt: number;
  expiresAt: number | null;
  occasion: Occasion;
  /** Who asked for it. */
  by: Actor;
}

/** A code may be had only for a license that is good. Told only to somebody who holds its key or a machine of it. */
export function demandGood({ state, expires_at }: LicenseRow, issuedAt: number): void {
  if (state === 'suspended') throw new Refused(refused.SUSPENDED);
  if (state === 'refunded') throw new Refused(refused.REFUNDED);
  if (state === 'revoked') throw new Refused(refused.REVOKED);
  if (expires_at !== null && issuedAt >= expires_at) throw new Refused(refused.EXPIRED);
}

/** An activation whose code is on its way: it is there at the latest when the transaction has ended. */
export interface Issued {
  told: Told;
  code: LateCode;
}

/** All that is told about an activation but the spellings of its code. */
export type Told = Omit<Activation, 'code' | 'file'>;

export function withCode(told: Told, { code, file }: Spelled): Activation {
  return { ...told, code, file };
}

/** An outcome as it is known in the transaction; `activation` is that of an earlier attempt. */
export type LateResult = Outcome<{ activation: Activation } | { issued: Issued }>;

/** After the transaction. */
export function whole(result: LateResult): Outcome<{ activation: Activation }> {
  if (!result.ok || !('issued' in result)) return result;
  const { told, code } = result.issued;
  return { ok: true, activation: withCode(told, code.spelled) };
}

/**
 * Signs and records, in one transaction: nothing leaves that is not recorded, nothing is recorded that was not signed. The machine's
 * row is written as `activation` says – a new one when it was activated just now – with what the code says.
 */
export async function issueCode(desk: Desk, tx: Writing, code: NewCode): Promise<Issued> {
  const { license, product, issuedAt, occasion } = code;
  const claims = claimsFor(desk, code);
  const made = await desk.codes.make(tx, claims);
  const activation: ActivationRow = {
    ...code.activation,
    lock: code.lock ?? null,
    token_id: claims.tokenId,
    issued_at: issuedAt,
    expires_at: code.expiresAt,
    refresh_at: product.refresh_seconds === null ? null : issuedAt + product.refresh_seconds,
    check_in_by: product.offline_seconds === null ? null : issuedAt + product.offline_seconds,
  };
  await writeActivation(tx, activation, occasion);
  await recordCode(tx, code, made, claims.tokenId);
  if (activation.via === 'browser') await lease(tx, activation, activation.check_in_by);
  const { tokenId, features } = claims;
  const token = Buffer.from(tokenId).toString('hex');
  await noteMachine(desk, tx, {
    by: code.by,
    action: CODES[occasion],
    license,
    activation,
    code: { token, kid: made.kid },
  });
  return { told: describe({ license, product, activation, tokenId, features }, occasion !== 'activated'), code: made };
}

async function writeActivation(tx: Writing, activation: ActivationRow, occasion: Occasion): Promise<void> {
  if (occasion === 'activated') {
    await insertActivation(tx, activation);
  } else {
    const { id, license_id: _, ...changed } = activation;
    await tx.updateTable('activation').set(changed).where('id', '=', id).execute();
  }
}

async function recordCode(tx: Writing, code: NewCode, made: LateCode, token_id: Uint8Array): Promise<void> {
  const { activation, nonce = null, lock = null, issuedAt: issued_at, occasion } = code;
  const row = { token_id, activation_id: activation.id, nonce, lock, issued_at, occasion };
  await insertCode(tx, {
    ...row,
    get code() {
      return made.spelled.code; // asked for when the row is written
    },
  });
}

const insertActivation = late((tx, row: ActivationRow) =>
  tx.insertInto('activation').values({
    id: row.id,
    license_id: row.license_id,
    label: row.label,
    needed: row.needed,
    via: row.via,
    state: row.state,
    created_at: row.created_at,
    ended_at: row.ended_at,
    seat_number: row.seat_number,
    lock: row.lock,
    device_key: row.device_key,
    token_id: row.token_id,
    issued_at: row.issued_at,
    expires_at: row.expires_at,
    refresh_at: row.refresh_at,
    check_in_by: row.check_in_by,
    seen_at: row.seen_at,
  }),
);

const insertCode = late(
  (tx, row: IssuedCodeRow) =>
    tx.insertInto('issued_code').values({
      token_id: row.token_id,
      activation_id: row.activation_id,
      nonce: row.nonce,
      lock: row.lock,
      issued_at: row.issued_at,
      occasion: row.occasion,
      code: row.code,
    }),
  NO_LATE_ROWS, // it waits under no name: only a query of every row could find it
  { last: true },
);

/** What is told about a code. */
export interface Described {
  license: LicenseRow;
  product: ProductRow;
  activation: ActivationRow;
  tokenId: Uint8Array;
  features: Record<string, FeatureValue>;
}

export function describe({ license, product, activation, tokenId, features }: Described, again: boolean): Told {
  const { expires_at: expiresAt, refresh_at: refreshAt, check_in_by: checkInBy } = activation;
  return {
    id: activation.id,
    label: activation.label,
    again,
    tokenId: Buffer.from(tokenId).toString('hex'),
    licenseId: license.id,
    productId: product.id,
    productName: product.name,
    issuedAt: activation.issued_at,
    ...(expiresAt !== null && { expiresAt }),
    ...(refreshAt !== null && { refreshAt }),
    ...(checkInBy !== null && { checkInBy }),
    ...(license.plan !== null && { plan: license.plan }),
    features,
    seats: { used: license.used, total: license.seats },
    from: activation.via === 'fingerprint' ? 'fingerprint' : 'request',
    releasable: activation.lock !== null,
  };
}

function claimsFor(
  desk: Desk,
  { license, product, issuedAt, expiresAt, nonce, lock, components }: NewCode,
): MachineClaims & { features: Record<string, FeatureValue> } {
  return {
    issuedAt,
    expiresAt: expiresAt ?? undefined,
    refreshSeconds: product.refresh_seconds ?? undefined,
    offlineSeconds: product.offline_seconds ?? undefined,
    renewWindowSeconds: product.renew_window_seconds ?? undefined,
    tokenId: randomName(TOKEN_ID_BYTES),
    nonce,
    issuer: desk.issuer,
    licenseId: license.id,
    product: product.id,
    customerId: license.customer_id ?? undefined,
    plan: license.plan ?? undefined,
    machine: { needed: neededFor(product, components.length), lock, components },
    ...readExtras(product, license),
  };
}
