// The forms of the console: what was typed becomes what was meant, or a sentence beside its field.
import { describe, expect, test } from 'vitest';
import { readExtension } from '../../portal/reading/console/extension.ts';
import { licenseValues, readLicenseChange } from '../../portal/reading/console/license-change.ts';
import { readImport } from '../../portal/reading/console/license-import.ts';
import { licenseQuery, readLicenseListing, writeLicenseListing } from '../../portal/reading/console/license-listing.ts';
import { readNewLicense } from '../../portal/reading/console/new-license.ts';
import {
  DEFAULTS,
  productChange,
  productValues,
  type ReadProduct,
  readProduct,
} from '../../portal/reading/console/product-form.ts';
import { readSeveral, wishOf } from '../../portal/reading/console/several.ts';
import { featureLines, lastDayOf, spanValues, Typed } from '../../portal/reading/console/typed.ts';
import type { LicenseView } from '../../portal/server/vendor/licenses.ts';
import type { ProductView } from '../../portal/server/vendor/products.ts';
import { ruleSentences } from '../../portal/telling/product-rules.ts';
import { consoleCatalogues, consoleTextsFor } from '../../portal/texts/console.ts';
import { english } from '../../portal/texts/english.ts';

const texts = consoleTextsFor(english);
const NOW = Date.UTC(2026, 10, 25, 12) / 1000;
const DAY = 86_400;

function formOf(fields: Readonly<Record<string, string | readonly string[]>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  return form;
}

const typed = (fields: Readonly<Record<string, string>>) => new Typed(formOf(fields), texts);

describe('a number', () => {
  test.each([
    ['7', 7],
    [' 1,000 ', 1000],
    ['1.000', 1000],
    ['100000', 100_000],
    ['', undefined],
  ])('typed as "%s" is read', (text, expected) => {
    const it = typed({ seats: text });
    expect(it.whole('seats', 1, 100_000)).toBe(expected);
    expect(it.problems).toEqual([]);
  });

  test.each(['0', '100001', '-1', '1.5', '1,00', 'ten', '1e3', '99999999999999999'])(
    'typed as "%s" is refused',
    (text) => {
      const it = typed({ seats: text });
      expect(it.whole('seats', 1, 100_000)).toBeUndefined();
      expect(it.problems).toEqual([{ field: 'seats', sentence: 'Enter a whole number from 1 to 100,000.' }]);
    },
  );
});

describe('a last day', () => {
  test('is good to its end: today as well, and the exclusive end is the midnight after it', () => {
    expect(typed({ ends: '2026-11-25' }).lastDay('ends', NOW)).toBe(Date.UTC(2026, 10, 26) / 1000);
    expect(typed({ ends: '31.12.2027' }).lastDay('ends', NOW)).toBe(Date.UTC(2028, 0, 1) / 1000);
    expect(lastDayOf(Date.UTC(2026, 10, 26) / 1000)).toBe('2026-11-25');
  });

  test.each([
    ['2026-11-24', 'dayPast'],
    ['2026-02-30', 'day'],
    ['2027-13-01', 'day'],
    ['tomorrow', 'day'],
    ['2126-12-31', undefined],
    ['2999-01-01', 'dayFar'],
  ] as const)('typed as %s: %s', (text, problem) => {
    const it = typed({ ends: text });
    it.lastDay('ends', NOW);
    expect(it.problems.map(({ sentence }) => sentence)).toEqual(problem ? [texts.typed[problem]] : []);
  });
});

test('a span is a number and its unit, and stands in the field as it was meant', () => {
  expect(typed({ offline: '36', offlineUnit: 'hours' }).span('offline')).toBe(36 * 3600);
  expect(typed({ offline: '14', offlineUnit: 'weeks' }).span('offline')).toBe(14 * DAY);
  expect(spanValues('offline', 36 * 3600)).toEqual({ offline: '36', offlineUnit: 'hours' });
  expect(spanValues('offline', 14 * DAY)).toEqual({ offline: '14', offlineUnit: 'days' });
  const wrong = typed({ offline: 'two', offlineUnit: 'days' });
  expect(wrong.span('offline')).toBeUndefined();
  expect(wrong.problems).toHaveLength(1);
});

describe('features', () => {
  test('are granted, numbers or texts, and come back as they were typed', () => {
    const text = 'export\nprojects=25\ntier=gold\nserial=007';
    const features = typed({ features: text }).features('features');
    expect(features).toEqual({ export: true, projects: 25, tier: 'gold', serial: '007' });
    expect(featureLines(features ?? {})).toBe(text);
  });

  test.each(['=5', 'tier=', 'a\na=2'])('%j is refused, and the line is named', (text) => {
    const it = typed({ features: text });
    expect(it.features('features')).toBeUndefined();
    expect(it.problems).toHaveLength(1);
  });
});

test('domains come without what is no domain', () => {
  expect(typed({ domains: 'Example.com, *.example.org\nlocalhost example.com' }).domains('domains')).toEqual([
    'example.com',
    '*.example.org',
    'localhost',
  ]);
  for (const text of ['https://example.com', 'example.com/a', '*', 'a..b', '*.*.com']) {
    const it = typed({ domains: text });
    expect(it.domains('domains')).toBeUndefined();
    expect(it.problems[0]?.field).toBe('domains');
  }
});

describe('a new license', () => {
  const readKey = (text: string) =>
    text === 'GOOD'
      ? ({ ok: true, value: 'KEY' } as const)
      : ({ ok: false, problem: { sentence: 'No key.' } } as const);

  test('with nothing but a product leaves the rest to the product', () => {
    const { license, typed: it } = readNewLicense(texts, formOf({ product: 'app' }), NOW, readKey);
    expect(it.problems).toEqual([]);
    expect(Object.entries(license).filter(([, value]) => value !== undefined)).toEqual([['product', 'app']]);
  });

  test('with several mistakes has each beside its field, and keeps what was typed', () => {
    const fields = { product: '', seats: 'x', ends: '2020-01-01', customer: 'ü'.repeat(33), licenseKey: 'BAD' };
    const { values, typed: it } = readNewLicense(texts, formOf(fields), NOW, readKey);
    expect(it.problems.map(({ field }) => field)).toEqual(['product', 'customer', 'seats', 'ends', 'licenseKey']);
    expect(values).toMatchObject(fields);
  });
});

const LICENSE: LicenseView = {
  id: 'ABCD1234',
  productId: 'app',
  state: 'active',
  seats: { used: 1, total: 3 },
  plan: 'gold',
  expiresAt: Date.UTC(2027, 0, 1) / 1000,
  features: { export: true },
  domains: [],
  createdAt: NOW,
};
const PRODUCT: ProductView = {
  id: 'app',
  name: 'The App',
  seats: 3,
  machine: { needed: 2, of: 3 },
  offlineSeconds: 14 * DAY,
  refreshSeconds: DAY,
  changesPer30Days: 5,
  replacementsPerYear: 2,
  replacementDelaySeconds: 0,
  correctionSeconds: 7 * DAY,
  features: { export: true },
  domains: [],
  jwt: {},
  createdAt: NOW,
};

describe('a change of a license', () => {
  const before = licenseValues(LICENSE, PRODUCT);
  const change = (fields: Readonly<Record<string, string>>) =>
    readLicenseChange(texts, formOf({ ...before, ...fields }), before, NOW).wanted;

  test('that was sent as it was shown changes nothing; what is the product’s stands in no field', () => {
    expect(before).toEqual({ plan: 'gold', seats: '3', ends: '2026-12-31', features: '', domains: '' });
    expect(change({})).toEqual({});
    expect(change({ features: '' })).toEqual({});
  });

  test('holds what differs; an empty field takes away', () => {
    expect(change({ seats: '5' })).toEqual({ seats: 5 });
    expect(change({ plan: '', ends: '' })).toEqual({ plan: null, expiresAt: null });
    expect(change({ features: 'export\nprojects=2' })).toEqual({ features: { export: true, projects: 2 } });
  });
});

describe('an extension', () => {
  const read = (fields: Readonly<Record<string, string>>) => {
    const { extension, typed: it } = readExtension(texts, formOf(fields), LICENSE, NOW);
    return extension ?? it.problems;
  };

  test('is by days or to a day, and not both', () => {
    expect(read({ days: '30', until: '' })).toEqual({ days: 30 });
    expect(read({ days: '', until: '2027-06-30' })).toEqual({ expiresAt: Date.UTC(2027, 6, 1) / 1000 });
    expect(read({ days: '30', until: '2027-06-30' })).toMatchObject([{ field: 'days' }]);
    expect(read({ days: '', until: '' })).toMatchObject([{ field: 'days' }]);
  });

  test('to a day that is not later than the end shortens nothing', () => {
    expect(read({ days: '', until: '2026-12-31' })).toMatchObject([{ field: 'until' }]);
    expect(read({ days: '', until: '2027-01-01' })).toEqual({ expiresAt: Date.UTC(2027, 0, 2) / 1000 });
  });
});

describe('several licenses', () => {
  test('are those that were chosen, each once', () => {
    const read = readSeveral(texts, formOf({ license: ['A', 'B', 'A'], do: 'extend', days: '30' }));
    expect(read).toEqual({ ok: true, chosen: { ids: ['A', 'B'], was: [], way: 'extend', days: 30, meant: false } });
    expect(read.ok && wishOf(read.chosen)).toEqual({ days: 30 });
  });

  test.each([
    [{ do: 'suspend' }, texts.licenseWork.several.none],
    [{ license: 'A', do: 'extend', days: '' }, texts.licenseWork.several.days],
    [{ license: 'A', do: 'extend', days: '0' }, texts.licenseWork.several.days],
    [
      { license: Array.from({ length: 1001 }, (_, i) => `L${i}`), do: 'suspend' },
      texts.licenseWork.several.tooMany(1000),
    ],
  ])('%#: cannot be done', (fields, sentence) => {
    expect(readSeveral(texts, formOf(fields))).toEqual({ ok: false, sentence });
  });

  test('are looked at first when the form names no known way', () => {
    expect(readSeveral(texts, formOf({ license: 'A', do: 'revoke' }))).toMatchObject({
      chosen: { way: 'suspend', meant: false },
    });
  });
});

describe('a table to import', () => {
  const withFile = (bytes: Uint8Array<ArrayBuffer>, fields: Readonly<Record<string, string>> = {}) => {
    const form = formOf(fields);
    form.append('file', new File([bytes], 'licenses.csv'));
    return readImport(texts, form);
  };

  test('comes as UTF-8, as UTF-16 and as western Windows writes it', async () => {
    const text = 'product,customer\napp,Müller\n';
    const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const wide = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(Uint16Array.from(text, (it) => it.charCodeAt(0)).buffer),
    ]);
    for (const bytes of [new TextEncoder().encode(text), latin, wide]) {
      expect((await withFile(bytes)).csv).toBe(text);
    }
  });

  test('is never kept straight from a file: it was not looked at', async () => {
    expect(await withFile(new TextEncoder().encode('product\napp'), { meant: 'yes' })).toMatchObject({ meant: false });
    expect(await readImport(texts, formOf({ csv: 'product\napp', meant: 'yes' }))).toMatchObject({ meant: true });
  });

  test('that is empty, too large or no form has a sentence', async () => {
    expect(await readImport(texts, formOf({ csv: ' ' }))).toMatchObject({ problem: { field: 'file' } });
    expect(await readImport(texts, undefined)).toMatchObject({ problem: { field: 'file' } });
    expect(await withFile(new Uint8Array(512 * 1024 + 1))).toMatchObject({ problem: { field: 'file' } });
  });
});

describe('a product', () => {
  const read = (fields: Readonly<Record<string, string>>, isNew = false): ReadProduct =>
    readProduct(texts, formOf(fields), isNew);

  test('with the defaults lacks but an id and a name', () => {
    const { typed: it } = read({ ...DEFAULTS }, true);
    expect(it.problems.map(({ field }) => field)).toEqual(['id', 'name']);
    const { product, typed: whole } = read({ ...DEFAULTS, id: 'app', name: 'The App' }, true);
    expect(whole.problems).toEqual([]);
    expect(product).toMatchObject({ id: 'app', seats: 1, machine: { needed: 2, of: 3 }, offlineSeconds: 14 * DAY });
  });

  test('that was sent as it was shown changes nothing', () => {
    const shown = productValues(PRODUCT);
    expect(productChange(read(shown), PRODUCT)).toEqual({});
    const full = {
      ...PRODUCT,
      termSeconds: 365 * DAY,
      renewWindowSeconds: 36 * 3600,
      replacementDelaySeconds: 3 * DAY,
      features: { a: 1, b: 'x' },
      domains: ['*.example.com'],
      jwt: { issuer: 'me', seconds: 600 },
    };
    expect(productChange(read(productValues(full)), full)).toEqual({});
  });

  test('whose limit is emptied has it no more', () => {
    const shown = productValues(PRODUCT);
    expect(productChange(read({ ...shown, offline: '', refresh: '' }), PRODUCT)).toEqual({
      offlineSeconds: null,
      refreshSeconds: null,
    });
    expect(productChange(read({ ...shown, correction: '' }), PRODUCT)).toEqual({ correctionSeconds: 0 });
    expect(productChange(read({ ...shown, jwtIssuer: 'me' }), PRODUCT)).toEqual({
      jwt: { issuer: 'me', audience: null, seconds: null },
    });
  });

  test.each([
    [{ machineNeeded: '1' }, 'machineNeeded'],
    [{ machineNeeded: '4' }, 'machineNeeded'],
    [{ machineOf: '9' }, 'machineOf'],
    [{ refresh: '14' }, 'refresh'],
    [{ seats: '0' }, 'seats'],
    [{ features: 'x=' }, 'features'],
    [{ correction: '400' }, 'correction'],
  ])('with %j has its mistake beside the field', (fields, field) => {
    expect(read({ ...productValues(PRODUCT), ...fields }).typed.problems.map((it) => it.field)).toEqual([field]);
  });

  test('says its rules in sentences, in every language', () => {
    for (const words of Object.values(consoleCatalogues)) {
      const sentences = ruleSentences(english, words, PRODUCT);
      expect(sentences).toHaveLength(9);
      expect(sentences.filter((sentence) => /undefined|NaN|\[object/.test(sentence))).toEqual([]);
    }
    expect(ruleSentences(english, texts, PRODUCT)[2]).toBe(
      'Without a network a machine works for 14 days; then it needs a fresh code.',
    );
  });
});

test('a listing stands in its address, and whatever the address says is a listing', () => {
  const listing = readLicenseListing(new URLSearchParams('q=+kiln+&state=ending&product=app&cursor=abc'));
  expect(listing).toEqual({ search: 'kiln', state: 'ending', product: 'app', customer: '', cursor: 'abc' });
  expect(writeLicenseListing(listing)).toBe('?q=kiln&state=ending&product=app');
  expect(licenseQuery(listing, NOW)).toMatchObject({ state: 'active', endsBefore: NOW + 30 * DAY, cursor: 'abc' });
  expect(readLicenseListing(new URLSearchParams('state=stolen')).state).toBeUndefined();
});
