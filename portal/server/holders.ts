// Which e-mail addresses hold which licenses. A license belongs to people and not to devices, so a lost key is found again here.
import type { Store, Writing } from './store.ts';
import type { Vault } from './vault.ts';

/** A person's licenses are listed in full; more than this has a console of its own. */
const MOST_LICENSES = 500;

/** Whoever holds it already keeps the time since when. */
export async function addHolder(
  tx: Writing,
  holder: { license_id: string; email: string; since: number },
): Promise<void> {
  await tx
    .insertInto('license_holder')
    .values(holder)
    .onConflict((same) => same.columns(['license_id', 'email']).doNothing())
    .execute();
}

export class Holders {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #nowSeconds: () => number;

  constructor(store: Store, vault: Vault, nowSeconds: () => number) {
    this.#store = store;
    this.#vault = vault;
    this.#nowSeconds = nowSeconds;
  }

  /** Twice is once. Whoever calls has made sure that the license may be held: by its key, or as its vendor. */
  async attach(licenseId: string, email: string): Promise<void> {
    const since = this.#nowSeconds();
    await this.#store.write((tx) => addHolder(tx, { license_id: licenseId, email, since }));
  }

  async detach(licenseId: string, email: string): Promise<void> {
    await this.#store.write((tx) =>
      tx.deleteFrom('license_holder').where('license_id', '=', licenseId).where('email', '=', email).execute(),
    );
  }

  async licensesOf(email: string): Promise<string[]> {
    const rows = await this.#store.database
      .selectFrom('license_holder')
      .select('license_id')
      .where('email', '=', email)
      .orderBy('since')
      .orderBy('license_id')
      .limit(MOST_LICENSES)
      .execute();
    return rows.map(({ license_id }) => license_id);
  }

  async holds(email: string, licenseId: string): Promise<boolean> {
    const row = await this.#store.database
      .selectFrom('license_holder')
      .select('since')
      .where('license_id', '=', licenseId)
      .where('email', '=', email)
      .executeTakeFirst();
    return row !== undefined;
  }

  async holdersOf(licenseId: string): Promise<{ email: string; since: number }[]> {
    return await this.#store.database
      .selectFrom('license_holder')
      .select(['email', 'since'])
      .where('license_id', '=', licenseId)
      .orderBy('since')
      .orderBy('email')
      .execute();
  }

  /** The key itself, for somebody who holds the license and has just signed in. */
  async licenseKey(licenseId: string): Promise<string | undefined> {
    const row = await this.#store.database
      .selectFrom('license')
      .select('key_sealed')
      .where('id', '=', licenseId)
      .executeTakeFirst();
    return row && this.#vault.open(row.key_sealed, licenseId);
  }
}
