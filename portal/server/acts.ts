// What happened to a machine, for the audit log and for webhooks.
import type { Actor } from './audit/chain.ts';
import { record } from './audit/record.ts';
import type { Desk } from './desk.ts';
import type { Writing } from './store.ts';
import type { ActivationRow, LicenseRow, Occasion } from './tables.ts';

/** Somebody who uses a license, if the caller knows no more about who it is. */
export function customer(address: string | undefined): Actor {
  return { kind: 'customer', address };
}

export function itself(activationId: string, address: string | undefined): Actor {
  return { kind: 'machine', id: activationId, address };
}

export interface MachineAct {
  by: Actor;
  action: 'released' | 'replaced' | 'replacement-undone' | 'renamed' | (typeof CODES)[Occasion];
  license: LicenseRow;
  activation: Pick<ActivationRow, 'id'>;
  /** Which code, and which key signed it. */
  code?: { token: string; kid: string };
}

/** Last in the transaction of the act itself. */
export async function noteMachine(
  desk: Desk,
  tx: Writing,
  { by, action, license, activation, code }: MachineAct,
): Promise<void> {
  const act = {
    actor: by,
    action: `machine.${action}`,
    subject: { kind: 'machine', id: activation.id },
    detail: { product: license.product_id, license: license.id, ...code },
  };
  await record(tx, act, desk.nowSeconds());
}

/** What it is called that a machine got a code. */
export const CODES = {
  activated: 'activated',
  again: 'activated-again',
  refreshed: 'refreshed',
  renewed: 'renewed',
  corrected: 'corrected',
} as const satisfies Record<Occasion, string>;
