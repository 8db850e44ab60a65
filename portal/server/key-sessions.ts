// Signing in with a license key alone. The session reaches that one license; the key itself is in no cookie, address or log.
import { createHash, randomBytes } from 'node:crypto';
import { type Desk, type Outcome, perform } from './desk.ts';
import { countWrongGuess } from './license.ts';
import { UNKNOWN_KEYS } from './limits.ts';
import { malformed } from './machine.ts';
import { nameAddress } from './order.ts';

const TOKEN_BYTES = 32;
/** A working day; and an hour without use. */
const LONGEST_SECONDS = 12 * 3600;
const IDLE_SECONDS = 3600;
/** How stale "last used" may be: not every page writes. */
const TOUCH_SECONDS = 60;
export type KeyReading = Outcome<{ licenseId: string }>;
export type KeySignIn = Outcome<{ token: string; licenseId: string }>;

export class KeySessions {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The license of a key. Wrong keys count against the same limits as everywhere; right ones never do. */
  async licenseOf(licenseKey: string, address: string | undefined): Promise<KeyReading> {
    const { verifier, vault, limits } = this.#desk;
    const reading = verifier.decodeLicenseKey(licenseKey);
    if (!reading.ok) return { ok: false, problem: malformed('licenseKey', reading.problem) };
    const lookup = vault.lookup(reading.value);
    return await perform(this.#desk, async (tx): Promise<KeyReading> => {
      await limits.demand(tx, UNKNOWN_KEYS, nameAddress(address));
      const license = await tx.selectFrom('license').select('id').where('key_lookup', '=', lookup).executeTakeFirst();
      if (license) return { ok: true, licenseId: license.id };
      return { ok: false, problem: await countWrongGuess(this.#desk, tx, nameAddress(address)) };
    });
  }

  /** @param before the token that came with the request: its session ends */
  async open(licenseKey: string, address: string | undefined, before: string | undefined): Promise<KeySignIn> {
    const found = await this.licenseOf(licenseKey, address);
    if (!found.ok) return found;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = this.#desk.nowSeconds();
    return await perform(this.#desk, async (tx): Promise<KeySignIn> => {
      if (before !== undefined) await tx.deleteFrom('key_session').where('id', '=', hashOf(before)).execute();
      await tx
        .deleteFrom('key_session')
        .where('used_at', '<', now - IDLE_SECONDS)
        .execute();
      await tx
        .insertInto('key_session')
        .values({ id: hashOf(token), license_id: found.licenseId, created_at: now, used_at: now })
        .execute();
      return { ok: true, token, licenseId: found.licenseId };
    });
  }

  /** The license that a token reaches, as long as its session lasts. */
  async read(token: string): Promise<string | undefined> {
    const now = this.#desk.nowSeconds();
    const session = await this.#desk.store.database
      .selectFrom('key_session')
      .selectAll()
      .where('id', '=', hashOf(token))
      .where('created_at', '>', now - LONGEST_SECONDS)
      .where('used_at', '>', now - IDLE_SECONDS)
      .executeTakeFirst();
    if (!session) return undefined;
    if (session.used_at < now - TOUCH_SECONDS) {
      await this.#desk.store.write((tx) =>
        tx.updateTable('key_session').set({ used_at: now }).where('id', '=', session.id).execute(),
      );
    }
    return session.license_id;
  }

  async close(token: string): Promise<void> {
    await this.#desk.store.write((tx) => tx.deleteFrom('key_session').where('id', '=', hashOf(token)).execute());
  }
}

function hashOf(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
