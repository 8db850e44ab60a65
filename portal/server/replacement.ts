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
  if (left === 0)
    throw new Refused(
      nextAt === undefined ? refused.NO_REPLACEMENT_LEFT : refused.noReplacementFor(nextAt - nowSeconds),
    );
  const closedSeconds = product.replacement_delay_seconds;
  await freeSeat(tx, license, product, dead, { state: 'replaced', nowSeconds, closedSeconds });
  return { left: left - 1, perYear };
}

/**
 * The browser that asks now may be one that lost its memory: browsers delete what pages stored, some after a week without a visit. It
 * is taken for the one of the same name that was not heard of for the longest time; under a license with one seat there is no other.
 * The seat changes hands. The browser that had it gets a seat again while there is one, if it is alive after all.
 */
export async function takeOverFromForgotten(
  tx: Writing,
  license: LicenseRow,
  product: ProductRow,
  label: string,
  nowSeconds: number,
): Promise<boolean> {
  const forgotten = await tx
    .selectFrom('activation')
    .selectAll()
    .where('license_id', '=', license.id)
    .where('state', '=', 'active')
    .where('via', '=', 'browser')
    .$if(license.seats > 1, (all) => all.where('label', '=', label))
    .orderBy('seen_at')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  if (!forgotten) return false;
  await freeSeat(tx, license, product, forgotten, { state: 'lapsed', nowSeconds, counted: true });
  return true;
}
