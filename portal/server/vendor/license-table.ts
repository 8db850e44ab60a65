// Licenses as a table: taken in from another system, after a look at what would come of it, and given out again.
import { type Cell, readCsv, writeCsv } from '../csv.ts';
import type { Writing } from '../store.ts';
import type { LicenseRow } from '../tables.ts';
import { type Acts, type By, change, look, type Office, type Result, rehearse } from './change.ts';
import { type LicenseQuery, licenseRows } from './license-list.ts';
import { type LicenseView, licenseView, productFor } from './licenses.ts';
import { issueLicense, type NewLicense } from './new-license.ts';
import { badMember, Declined, type Problem } from './problems.ts';

const MAX_ROWS = 5000;
const AT_ONCE = 200;
const COLUMNS = ['product', 'customer', 'plan', 'seats', 'ends', 'key'] as const;
type Column = (typeof COLUMNS)[number];

interface ImportedLicense {
  id?: string;
  product: string;
  customer?: string;
  plan?: string;
  seats: number;
  /** Exclusive. Absent: it has no end, or its term has not begun. */
  expiresAt?: number;
  /** Its key stands in the table; else one was made, or would be. */
  ownKey: boolean;
  licenseKey?: string;
}

export interface ImportedRow {
  /** Of the file, from 1; the header is line 1. */
  line: number;
  /** What came of it, or would. Its key is shown only when it was made here. */
  license?: ImportedLicense;
  problem?: { code: string; error: string };
}

export interface Imported {
  rows: ImportedRow[];
  good: number;
  bad: number;
  /** False: nothing was kept, because it was a preview or some row is wrong. */
  kept: boolean;
}

/** All rows or none. A preview does everything and undoes it, so that what it says is what would happen. */
export async function importLicenses(
  office: Office,
  by: By,
  { csv, preview }: { csv: string; preview: boolean },
): Promise<Result<Imported>> {
  if (preview) return await previewImport(office, by, csv);
  const result = await change(office, by, async (tx, acts) => {
    const imported = await importAll(office, tx, by, acts, csv);
    if (imported.bad > 0) throw new SomeWrong(imported);
    return { ...imported, kept: true };
  }).catch((error: unknown): Result<Imported> => {
    if (!(error instanceof SomeWrong)) throw error;
    return { ok: true, value: withoutIdentities(error.imported) };
  });
  return result;
}

async function previewImport(office: Office, by: By, csv: string): Promise<Result<Imported>> {
  const result = await rehearse(office, by, (tx, acts) => importAll(office, tx, by, acts, csv));
  return result.ok ? { ok: true, value: withoutIdentities(result.value) } : result;
}

async function importAll(office: Office, tx: Writing, by: By, acts: Acts, csv: string): Promise<Imported> {
  const rows = await takeAll(office, tx, by, acts, readTable(csv));
  const bad = rows.filter(({ problem }) => problem).length;
  return { rows, good: rows.length - bad, bad, kept: false };
}

/** Ends a transaction in which some row could not be taken. */
class SomeWrong extends Error {
  override readonly name = 'SomeWrong';
  readonly imported: Imported;

  constructor(imported: Imported) {
    super('some rows are wrong');
    this.imported = imported;
  }
}

function withoutIdentities({ rows, ...imported }: Imported): Imported {
  return {
    ...imported,
    rows: rows.map(({ license, ...row }) => ({ ...row, ...(license && { license: withoutIdentity(license) }) })),
  };
}

/** Newest first, without keys. */
export function exportLicenses(
  office: Office,
  by: By,
  format: 'csv' | 'json',
  /** Only those that this finds. */
  wanted: Omit<LicenseQuery, 'limit' | 'cursor'> = {},
): Promise<Result<string>> {
  return look(office, async () => {
    const all: LicenseView[] = [];
    let cursor: string | undefined;
    for (;;) {
      const rows = await licenseRows(office, by, { ...wanted, limit: AT_ONCE, cursor });
      all.push(...rows.slice(0, AT_ONCE).map((row) => licenseView(row, office.nowSeconds())));
      const last = rows[AT_ONCE - 1];
      if (rows.length <= AT_ONCE || last === undefined) break;
      cursor = Buffer.from(`${last.created_at} ${last.id}`).toString('base64url');
    }
    return format === 'json' ? JSON.stringify(all) : writeCsv(HEADER, all.map(exportedRow));
  });
}

const HEADER = [
  'id',
  'product',
  'state',
  'customer',
  'plan',
  'seats',
  'used',
  'ends',
  'created',
  'domains',
  'features',
];

function exportedRow(it: LicenseView): Cell[] {
  return [
    it.id,
    it.productId,
    it.state,
    it.customerId,
    it.plan,
    it.seats.total,
    it.seats.used,
    it.expiresAt === undefined ? undefined : iso(it.expiresAt),
    iso(it.createdAt),
    it.domains.join(' '),
    JSON.stringify(it.features),
  ];
}

interface TableRow {
  line: number;
  cells: Partial<Record<Column, string>>;
}

function readTable(csv: string): TableRow[] {
  const [header, ...rows] = readCsv(csv) ?? [];
  if (!header)
    throw new Declined(badMember('csv', 'This is no CSV: there is no line in it, or a quotation mark never closes.'));
  const names = header.map((name) => name.trim().toLowerCase());
  const strange = names.find((name) => !COLUMNS.some((column) => column === name));
  if (strange !== undefined || !names.includes('product')) {
    throw new Declined(
      badMember(
        'csv',
        `The first line names the columns: product, and ${COLUMNS.slice(1).join(', ')} where you have them.`,
      ),
    );
  }
  if (rows.length > MAX_ROWS)
    throw new Declined(badMember('csv', `At most ${MAX_ROWS} licenses at once; split the file.`));
  return rows.map((cells, i) => ({
    line: i + 2,
    cells: Object.fromEntries(names.map((name, at) => [name, cells[at]?.trim() || undefined])),
  }));
}

async function takeAll(
  office: Office,
  tx: Writing,
  by: By,
  acts: Acts,
  rows: readonly TableRow[],
): Promise<ImportedRow[]> {
  const taken: ImportedRow[] = [];
  const keys = new Set<string>();
  for (const { line, cells } of rows) {
    try {
      const license = readRow(office, cells);
      if (license.licenseKey !== undefined && keys.size === keys.add(license.licenseKey).size)
        throw new Declined(TWICE);
      const product = await productFor(tx, by, license.product);
      const issued = await issueLicense(office, tx, acts, product, license);
      taken.push({
        line,
        license: about(issued.row, license.licenseKey === undefined ? issued.licenseKey : undefined),
      });
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      taken.push({ line, problem: { code: error.problem.code, error: error.problem.error } });
    }
  }
  return taken;
}

const TWICE: Problem = {
  status: 422,
  code: 'license-key-twice',
  error: 'This license key stands in the file twice; leave one of the rows out.',
};

function readRow({ modules }: Office, { product, customer, plan, seats, ends, key }: TableRow['cells']): NewLicense {
  if (product === undefined) throw new Declined(badMember('product', 'A product is missing in this row.'));
  if (seats !== undefined && !/^\d{1,6}$/.test(seats))
    throw new Declined(badMember('seats', 'Seats are a whole number.'));
  const reading = key === undefined ? undefined : modules.verifier.decodeLicenseKey(key);
  if (reading && !reading.ok) throw new Declined(badMember('key', reading.problem.sentence));
  return {
    product,
    customerId: customer,
    plan,
    seats: seats === undefined ? undefined : Number(seats),
    expiresAt: ends === undefined ? undefined : readEnd(ends),
    licenseKey: reading?.value,
  };
}

/** A day is the last one, UTC; a time is the exclusive end. */
function readEnd(text: string): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const milliseconds = /^\d{4}-\d\d-\d\d([T ]|$)/.test(text)
    ? Date.parse(isDay ? `${text}T00:00:00Z` : text)
    : Number.NaN;
  const exists = !isDay || (!Number.isNaN(milliseconds) && iso(milliseconds / 1000).startsWith(text));
  if (Number.isNaN(milliseconds) || !exists)
    throw new Declined(
      badMember('ends', 'An end is a day such as 2027-12-31, or a time such as 2027-12-31T12:00:00Z.'),
    );
  return milliseconds / 1000 + (isDay ? 86_400 : 0);
}

function about(row: LicenseRow, licenseKey: string | undefined): ImportedLicense {
  return {
    id: row.id,
    product: row.product_id,
    ...(row.customer_id !== null && { customer: row.customer_id }),
    ...(row.plan !== null && { plan: row.plan }),
    seats: row.seats,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ownKey: licenseKey === undefined,
    ...(licenseKey !== undefined && { licenseKey }),
  };
}

/** What was undone never had an id or a key. */
function withoutIdentity({ id: _, licenseKey: __, ...rest }: ImportedLicense): ImportedLicense {
  return rest;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
