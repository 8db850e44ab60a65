// Opens the store and brings it to the newest version.
import { migrate } from './migrate.ts';
import { MIGRATING, openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** Where the store is: `DATABASE_URL`, or else a file in the data folder. */
export interface Place {
  file: string;
  databaseUrl?: string | undefined;
}

/** @throws SetupError when there is none, or one that a newer portal wrote */
export async function openStore(place: Place): Promise<Store> {
  // Not with the patience of a request: a step may move millions of rows.
  if (place.databaseUrl !== undefined) {
    const patient = await openPostgres(place.databaseUrl, MIGRATING);
    await migrate(patient).finally(() => patient.close());
    return await openPostgres(place.databaseUrl);
  }
  const store = openSqlite(place.file);
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whatever its version, also an empty one: for who brings it to another version, or moves it. */
export async function openStoreAsItIs({ file, databaseUrl }: Place): Promise<Store> {
  return databaseUrl === undefined ? openSqlite(file) : await openPostgres(databaseUrl);
}
