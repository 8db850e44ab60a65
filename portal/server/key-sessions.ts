// Signing in with a license key alone. The session reaches that one license; the key itself is in no cookie, address or log.
import { createHash, randomBytes } from 'node:crypto';
import type { Verifier } from '../../hosts/js/index.ts';
import type { ActivationProblem } from './activate.ts';
import { addressName, Limiter } from './limit.ts';
import { malformed } from './machine.ts';
import { tooMany, UNKNOWN_LICENSE_KEY } from './refused.ts';
import type { Store } from './store.ts';
import type { Vault } from './vault.ts';

const TOKEN_BYTES = 32;
/** A working day; and an hour without use. */
const LONGEST_SECONDS = 12 * 3600;
const IDLE_SECONDS = 3600;
/** How stale "last used" may be: not every page writes. */
const TOUCH_SECONDS = 60;
const TRIES_FROM_ONE = { burst: 30, secondsEach: 4 };
const TRIES_IN_ALL = { burst: 2000, secondsEach: 0.05 };
const EVERYBODY = 'everybody';

export interface KeySessionsConfig {
  store: Store;
  verifier: Verifier;
  vault: Vault;
  nowSeconds: () => number;
}

export type KeySignIn = { ok: true; token: string; licenseId: string } | { ok: false; problem: ActivationProblem };

export class KeySessions {
  readonly #config: KeySessionsConfig;
  readonly #fromOne: Limiter;
  readonly #inAll: Limiter;

  constructor(config: KeySessionsConfig) {
    this.#config = config;
    this.#fromOne = new Limiter(TRIES_FROM_ONE, config.nowSeconds);
    this.#inAll = new Limiter(TRIES_IN_ALL, config.nowSeconds);
  }

  /** The license of a key; only wrong keys count against the limits, so that nobody is locked out by others. */
  async licenseOf(
    licenseKey: string,
    address: string | undefined,
  ): Promise<{ ok: true; licenseId: string } | { ok: false; problem: ActivationProblem }> {
    const name = address === undefined ? '' : addressName(address);
    const wait = Math.max(this.#fromOne.waitSeconds(name), this.#inAll.waitSeconds(EVERYBODY));
    if (wait > 0) return { ok: false, problem: { ...tooMany(wait), field: 'licenseKey' } };
    const reading = this.#config.verifier.decodeLicenseKey(licenseKey);
    if (!reading.ok) return { ok: false, problem: malformed('licenseKey', reading.problem) };
    const license = await this.#config.store.database
      .selectFrom('license')
      .select('id')
      .where('key_lookup', '=', this.#config.vault.lookup(reading.value))
      .executeTakeFirst();
    if (license) return { ok: true, licenseId: license.id };
    this.#fromOne.count(name);
    this.#inAll.count(EVERYBODY);
    return { ok: false, problem: UNKNOWN_LICENSE_KEY };
  }

  /** @param before the token that came with the request: its session ends */
  async open(licenseKey: string, address: string | undefined, before: string | undefined): Promise<KeySignIn> {
    const found = await this.licenseOf(licenseKey, address);
    if (!found.ok) return found;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = this.#config.nowSeconds();
    await this.#config.store.write(async (tx) => {
      if (before !== undefined) await tx.deleteFrom('key_session').where('id', '=', hashOf(before)).execute();
      await tx
        .deleteFrom('key_session')
        .where('used_at', '<', now - IDLE_SECONDS)
        .execute();
      await tx
        .insertInto('key_session')
        .values({ id: hashOf(token), license_id: found.licenseId, created_at: now, used_at: now })
        .execute();
    });
    return { ok: true, token, licenseId: found.licenseId };
  }

  /** The license that a token reaches, as long as its session lasts. */
  async read(token: string): Promise<string | undefined> {
    const now = this.#config.nowSeconds();
    const session = await this.#config.store.database
      .selectFrom('key_session')
      .selectAll()
      .where('id', '=', hashOf(token))
      .where('created_at', '>', now - LONGEST_SECONDS)
      .where('used_at', '>', now - IDLE_SECONDS)
      .executeTakeFirst();
    if (!session) return undefined;
    if (session.used_at < now - TOUCH_SECONDS) {
      await this.#config.store.write((tx) =>
        tx.updateTable('key_session').set({ used_at: now }).where('id', '=', session.id).execute(),
      );
    }
    return session.license_id;
  }

  async close(token: string): Promise<void> {
    await this.#config.store.write((tx) => tx.deleteFrom('key_session').where('id', '=', hashOf(token)).execute());
  }
}

function hashOf(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
