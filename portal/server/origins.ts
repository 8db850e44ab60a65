// The domains on which a vendor's web applications run, as its products name them.
import type { Database } from './store.ts';

/** Whether some product lists the host, by the rule for codes: label by label, `*` for exactly one (docs/decisions.md, step 10). */
export async function isDomainOfProduct(database: Database, host: string): Promise<boolean> {
  if (host === '') return false;
  const rows = await database.selectFrom('product').select('domains').where('domains', '<>', '[]').execute();
  return rows.some(({ domains }) => patterns(domains).some((pattern) => covers(pattern, host)));
}

function patterns(json: string): string[] {
  const parsed: unknown = JSON.parse(json);
  return Array.isArray(parsed) ? parsed.filter((it) => typeof it === 'string') : [];
}

function covers(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const [first = '', ...rest] = host.split('.');
  return first !== '' && rest.join('.') === pattern.slice(2);
}
