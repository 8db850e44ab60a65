// A store as it is after years: licenses whose seats are taken, with every row that an activation leaves, made by the database itself.
import { sql } from 'kysely';
import { chainWaiting } from '../portal/server/audit/log.ts';
import type { Store, Writing } from '../portal/server/store.ts';
import type { Vendor } from '../portal/server/vendor.ts';

const SEATS = 50_000;

/** For filling alone: half a gigabyte of pages in memory, and nothing that must survive. A store that is opened again has its own. */
const FILLING = ['cache_size = -524288', 'synchronous = off'];

/** SQLite only: it uses its random bytes. The audit log gets its chain, so that no entry waits for it when the store is used. */
export async function fillLedger(store: Store, vendor: Vendor, activations: number): Promise<void> {
  for (const setting of FILLING) await sql.raw(`pragma ${setting}`).execute(store.database);
  for (let filled = 0; filled < activations; filled += SEATS) {
    const seats = Math.min(SEATS, activations - filled);
    const { id } = await vendor.addLicense({ product: 'app', seats });
    await store.write((tx) => takeAll(tx, id, seats));
  }
  await chainWaiting(store);
}

async function takeAll(tx: Writing, license: string, seats: number): Promise<void> {
  await sql`pragma defer_foreign_keys = on`.execute(tx);
  await sql`update seat set activation_id = lower(hex(randomblob(16))) where license_id = ${license}`.execute(tx);
  await sql`update license set used = ${seats} where id = ${license}`.execute(tx);
  await sql`
    insert into activation (id, license_id, label, needed, via, state, created_at, ended_at, seat_number, lock, device_key, token_id,
      issued_at, expires_at, refresh_at, check_in_by, seen_at)
    select activation_id, license_id, '', 2, 'online', 'active', 1790000000, null, number, randomblob(16), null, randomblob(8),
      1790000000, null, null, null, 1790000000
    from seat where license_id = ${license}
  `.execute(tx);
  await sql`
    insert into activation_component (license_id, component, activation_id)
    select license_id, randomblob(16), id from activation, (values (1), (2), (3)) where license_id = ${license}
  `.execute(tx);
  await sql`
    insert into issued_code (token_id, activation_id, nonce, lock, issued_at, occasion, code)
    select token_id, id, randomblob(8), lock, 1790000000, 'activated', 'LKA1-' || hex(randomblob(170)) from activation
    where license_id = ${license}
  `.execute(tx);
  await sql`
    insert into audit_entry (id, at, actor_kind, action, subject_kind, subject_id, detail)
    select printf('%09x', 1790000000) || lower(hex(randomblob(9))), 1790000000, 'machine', 'machine.activated', 'machine', id,
      '[["license","' || license_id || '"],["product","app"]]'
    from activation where license_id = ${license}
  `.execute(tx);
}
