// The API, asked from its own document: whatever is sent, no answer is a defect, and none is outside of the document. And who may ask
// what: every call × every scope × what belongs to another product.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_SCOPES } from '../../portal/server/vendor/scopes.ts';
import { newMachine } from './fixture.ts';
import { ApiDocument, type Operation, type Schema } from './openapi.ts';
import { makeKey, OWNER, openVendorFixture, type VendorFixture } from './vendor-fixture.ts';

const SEED = 20_261_125;
const RUNS = Number(process.env['LATCHKEY_FUZZ_RUNS'] ?? 25);

describe('asked from its own document, the API', () => {
  test('answers everything, and only as it is documented', async () => {
    const fixture = await openVendorFixture();
    const document = await readDocument(fixture);
    const ids = await existingIds(fixture);
    const statuses = new Map<number, number>();
    let asked = 0;
    for (const operation of document.operations) {
      await fc.assert(
        fc.asyncProperty(callOf(document, operation, ids), async ({ path, query, body }) => {
          fixture.clock.nowSeconds += 10; // patience is tested elsewhere
          const answer = await fixture.call(operation.method, `${path}${query}`, body);
          asked++;
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          const type = answer.headers.get('content-type') ?? '';
          const fault = document.fault(operation, answer.status, type, answer.text);
          const where = `${operation.method} ${path}${query} ${JSON.stringify(body)} → ${answer.status} ${answer.text.slice(0, 300)}`;
          expect(answer.status < 500, where).toBe(true);
          expect(fault, where).toBeUndefined();
        }),
        { seed: SEED, numRuns: RUNS, endOnFailure: true },
      );
    }
    const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`);
    process.stdout.write(
      `${asked} calls of ${document.operations.length} kinds, ${counts.join(', ')}; 0 defects, 0 outside of the document\n`,
    );
    expect(fixture.events.filter((it) => /defect/.test(it))).toEqual([]);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404, 422]));
  });
});

test('the reference page names every call of the document, and needs no script', async () => {
  const fixture = await openVendorFixture();
  const { text, headers } = await fixture.call('GET', '/reference', undefined, { key: undefined });
  for (const { method, path } of (await readDocument(fixture)).operations)
    expect(text).toContain(`${method} /api/v1${path}`);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(text).not.toMatch(/<script|<link|style=|https?:\/\/(?!www\.standardwebhooks)/);
});

describe('D3, D24 who may ask what', () => {
  test('each call answers only to its scope; to every other, and to none, it says so and does nothing', async () => {
    const fixture = await openVendorFixture();
    const document = await readDocument(fixture);
    const keys = new Map<string, string>();
    for (const scope of ALL_SCOPES) keys.set(scope, await makeKey(fixture, [scope]));
    const guarded = document.operations.filter(({ scope }) => scope !== undefined);
    const before = await fixture.portal.office.audit.verify();
    let leaks = 0;
    let asked = 0;
    for (const operation of guarded) {
      for (const [scope, key] of [...keys, ['none', undefined] as const]) {
        if (scope === operation.scope) continue;
        fixture.clock.nowSeconds += 60;
        const { status, json } = await fixture.call(
          operation.method,
          operation.path.replace('{id}', fixture.licenseId),
          operation.body && {},
          { key },
        );
        asked++;
        const expected = scope === 'none' ? [401, 'api-key-needed'] : [403, 'missing-scope'];
        if (status !== expected[0] || json['code'] !== expected[1]) leaks++;
      }
    }
    process.stdout.write(
      `${asked} calls without the scope they need (${guarded.length} kinds × ${keys.size} scopes and none): ${leaks} leaks\n`,
    );
    expect(leaks).toBe(0);
    expect(guarded.length).toBeGreaterThan(40);
    expect(await fixture.portal.office.audit.verify()).toEqual(before);
  });

  test('what belongs to another product is answered as if it were not there, and stays as it was', async () => {
    const fixture = await openVendorFixture();
    const document = await readDocument(fixture);
    await fixture.portal.office.products.add(OWNER, {
      id: 'other',
      name: 'Other',
      seats: 1,
      machine: { needed: 1, of: 1 },
      features: {},
      domains: [],
    });
    const stranger = await makeKey(fixture, ['*'], 'other');
    const ids = await existingIds(fixture);
    const before = await everything(fixture);
    let asked = 0;
    for (const operation of document.operations.filter(
      ({ path, scope }) => scope !== undefined && path.includes('{id}'),
    )) {
      const sample =
        operation.body === undefined
          ? [undefined]
          : fc.sample(valueFor(document, operation.body), { seed: SEED, numRuns: 5 });
      for (const body of sample) {
        for (const id of ids) {
          fixture.clock.nowSeconds += 10;
          const ask = (it: string) =>
            fixture.call(operation.method, operation.path.replace('{id}', it), body, { key: stranger });
          const foreign = await ask(id);
          const missing = await ask('NOTTHERE');
          asked++;
          expect(`${foreign.status} ${foreign.text}`, `${operation.method} ${operation.path} ${id}`).toBe(
            `${missing.status} ${missing.text}`,
          );
        }
      }
    }
    process.stdout.write(`${asked} calls with ids of another product: 0 leaks\n`);
    expect(await everything(fixture)).toEqual(before);
  });
});

async function readDocument({ call }: VendorFixture): Promise<ApiDocument> {
  const { json } = await call('GET', '/openapi.json');
  return new ApiDocument(json);
}

/** Something of each kind that belongs to the product `app`. */
async function existingIds({ portal, licenseId, licenseKey }: VendorFixture): Promise<string[]> {
  const key = await portal.office.apiKeys.create(OWNER, { name: 'other', scopes: ['read'], product: 'app' });
  const hook = await portal.office.webhooks.add(OWNER, { url: 'https://example.com/', events: ['*'], product: 'app' });
  await portal.office.licenses.change(OWNER, licenseId, {
    customerId: 'customer-1',
    domains: ['one.example', 'two.example'],
  });
  const seat = await portal.activate({ licenseKey, machine: newMachine().request() });
  const queued = await portal.office.webhooks.deliveries(OWNER, { limit: 1 });
  if (!key.ok || !hook.ok || !queued.ok || !seat.ok) throw new Error('not made');
  return [
    licenseId,
    'app',
    'customer-1',
    key.value.id,
    hook.value.id,
    queued.value.items[0]?.id ?? '',
    seat.activation.id,
  ];
}

/** What a stranger must not have changed. */
async function everything({ portal }: VendorFixture): Promise<unknown> {
  const { office } = portal;
  return [
    await office.licenses.list(OWNER, { limit: 100 }),
    await office.products.get(OWNER, 'app'),
    await office.customers.list(OWNER, { limit: 100 }),
    await office.webhooks.list({ ...OWNER, product: 'app' }),
    await office.apiKeys.list({ ...OWNER, product: 'app' }),
    await office.webhooks.deliveries(OWNER, { limit: 100 }),
  ];
}

interface Call {
  path: string;
  query: string;
  body: unknown;
}

function callOf(
  document: ApiDocument,
  { path, parameters, body }: Operation,
  ids: readonly string[],
): fc.Arbitrary<Call> {
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ids) },
    fc.string({ minLength: 1, maxLength: 120 }),
    fc.constantFrom('..', '%00', '<script>', "'"),
  );
  const query = fc.record(
    Object.fromEntries(
      parameters
        .filter((it) => it.in === 'query')
        .map(({ name, schema }) => [name, fc.oneof({ weight: 3, arbitrary: valueFor(document, schema) }, anything())]),
    ),
    { requiredKeys: [] },
  );
  const sent =
    body === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 4, arbitrary: valueFor(document, body) },
          { weight: 1, arbitrary: bent(document, body) },
          anything(),
        );
  return fc.record({ id, query, body: sent }).map((it) => ({
    path: path.replace('{id}', encodeURIComponent(it.id)),
    query: asQuery(it.query),
    body: it.body,
  }));
}

function asQuery(members: Record<string, unknown>): string {
  const words = Object.entries(members).map(([name, value]) => `${name}=${encodeURIComponent(asText(value))}`);
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.toWellFormed();
}

/** A value that fits the schema. */
function valueFor(document: ApiDocument, given: Schema): fc.Arbitrary<unknown> {
  const schema = document.resolve(given);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((it) => valueFor(document, it)));
  const [type] = [schema.type ?? 'object'].flat();
  if (type === 'string')
    return fc.oneof(
      fc.constantFrom(...WORDS.filter((it) => fitsLength(it, schema))),
      fc
        .string({ unit: 'binary', minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 40, 300) })
        .map((it) => it.toWellFormed()),
    );
  if (type === 'integer' || type === 'number') {
    const min = schema.minimum ?? -1000;
    return fc.oneof(
      fc.integer({ min, max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31 - 1) }),
      fc.constantFrom(min, schema.maximum ?? Number.MAX_SAFE_INTEGER),
    );
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'array')
    return fc.array(valueFor(document, schema.items ?? {}), {
      minLength: schema.minItems ?? 0,
      maxLength: Math.min(schema.maxItems ?? 5, 5),
    });
  const members = Object.entries(schema.properties ?? {}).map(([name, it]): [string, fc.Arbitrary<unknown>] => [
    name,
    valueFor(document, it),
  ]);
  const named = fc.record(Object.fromEntries(members), { requiredKeys: schema.required ?? [] });
  if (members.length > 0 || typeof schema.additionalProperties !== 'object') return named;
  return fc.dictionary(fc.constantFrom('export', 'projects', 'tier'), valueFor(document, schema.additionalProperties), {
    maxKeys: 3,
  });
}

/** One member of a value that fits, replaced by one that may not. */
function bent(document: ApiDocument, schema: Schema): fc.Arbitrary<unknown> {
  return fc.tuple(valueFor(document, schema), fc.nat(), anything()).map(([value, at, other]) => {
    if (typeof value !== 'object' || value === null) return other;
    const names = Object.keys(value);
    return names.length === 0 ? { unheard: other } : { ...value, [names[at % names.length] ?? '']: other };
  });
}

function anything(): fc.Arbitrary<unknown> {
  return fc
    .jsonValue({ maxDepth: 4 })
    .map((it) =>
      JSON.parse(JSON.stringify(it), (_, value) => (typeof value === 'string' ? value.toWellFormed() : value)),
    );
}

function fitsLength(text: string, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): boolean {
  return text.length >= minLength && text.length <= maxLength;
}

/** So that calls get beyond their first check now and then. */
const WORDS = [
  'app',
  'The App',
  'customer-1',
  'one.example',
  '*.example.com',
  'license.suspended',
  '*',
  'read',
  'https://example.com/',
  'http://127.0.0.1/',
  '203.0.113.0/24',
  'a@b.example',
  '2026-01-01',
  "=cmd|'/C'!A0",
  '\r\nSet-Cookie: a=b',
  '\u0000',
  '\u202e',
  '',
];
