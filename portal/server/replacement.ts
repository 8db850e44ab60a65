// A dead machine cannot give its seat back. Its owner may free it, as often as the product allows; the machine hears of it when it asks next.
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import { freeSeat } from './seats.ts';
import type { Database, Writing } from './store.ts';
import type { ActivationRow, LicenseRow, ProductRow } from './tables.ts';

const YEAR_SECONDS = 365 * 86_400;

export interface Replacements {
  left: number;
  perYear: number;
  /** When there will be one more; absent while some are left, or none are ever allowed. */
  nextAt?: number;
}

/** Each seat that was sold brings its own. */
export async function replacementsOf(
  tx: Pick<Database, 'selectFrom'>,
  license: LicenseRow,
  product: ProductRow,
  nowSeconds: number,
): Promise<Replacements> {
  const perYear = product.replacements_per_year * license.seats;
  const rows = await tx
    .selectFrom('activation')
    .select('ended_at')
    .where('license_id', '=', license.id)
    .where('state', '=', 'replaced')
    .where('ended_at', '>', nowSeconds - YEAR_SECONDS)
    .orderBy('ended_at', 'desc')
    .limit(perYear)
    .execute();
  const oldest = rows.at(-1)?.ended_at;
  const left = perYear - rows.length;
  return { left, perYear, ...(left === 0 && oldest && { nextAt: oldest + YEAR_SECONDS }) };
}

/** @throws Refused when the allowance of the year is used up */
export async function replaceMachine(
  tx: Writing,
  license: LicenseRow,
  product: ProductRow,
  dead: ActivationRow,
  nowSeconds: number,
): Promise<Replacements> {
  const { left, perYear, nextAt } = await replacementsOf(tx, license, product, nowSeconds);
  if (left === 0) {
    const wait = nextAt === undefined ? {} : { retryAfterSeconds: nextAt - nowSeconds };
    throw new Refused({ ...refused.NO_REPLACEMENT_LEFT, ...wait });
  }
  const closedSeconds = product.replacement_delay_seconds;
  await freeSeat(tx, license, product, dead, { state: 'replaced', nowSeconds, closedSeconds });
  return { left: left - 1, perYear };
}

/** The browser of this name that was not heard of for the longest time: a browser that lost its memory is likely the same. */
export async function forgottenBrowser(
  tx: Writing,
  licenseId: string,
  label: string,
): Promise<ActivationRow | undefined> {
  if (label === '') return undefined;
  return await tx
    .selectFrom('activation')
    .selectAll()
    .where('license_id', '=', licenseId)
    .where('state', '=', 'active')
    .where('via', '=', 'browser')
    .where('label', '=', label)
    .orderBy('seen_at')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
}
