// What the console's pages compute before they show anything: plots, choices in addresses, forms, passphrases, and words for acts.
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  auditQueryOf,
  dayStart,
  readActivityChoice,
  writeActivityChoice,
} from '../../portal/reading/console/activity.ts';
import { groupScopes, readApiKeyForm } from '../../portal/reading/console/api-key-form.ts';
import { readNewPassphrase, readSealedKey } from '../../portal/reading/console/escrow.ts';
import { groupKeys, replacedBy, stepsOf } from '../../portal/reading/console/keys.ts';
import { readMachineChoice, writeMachineChoice } from '../../portal/reading/console/machine-list.ts';
import { courseOf, readStatisticsQuery, seriesOf, spansOf } from '../../portal/reading/console/statistics.ts';
import { eventsOf, readWebhookForm, typedOf } from '../../portal/reading/console/webhook-form.ts';
import { ALL_SCOPES } from '../../portal/server/vendor/scopes.ts';
import type { UsedKey } from '../../portal/server/vendor/signing-keys.ts';
import { isTooWeak, strengthOf } from '../../portal/telling/passphrase.ts';
import { type Column, plotOf, stepFor } from '../../portal/telling/plot.ts';
import { monthNames, spanNames } from '../../portal/telling/plot-names.ts';
import { consoleCatalogues, withOfficeSentences } from '../../portal/texts/console.ts';
import { textsFor } from '../../portal/texts/index.ts';

const english = consoleCatalogues['en'];
if (!english) throw new Error('no catalogue');
const DAY = 86_400;
const NOON = Date.parse('2026-11-25T12:00:00Z') / 1000;
const SIZE = { width: 500, height: 200, left: 40, right: 10, top: 20, bottom: 30 };

describe('the geometry of a plot', () => {
  const column = fc.option(fc.array(fc.nat(100_000), { minLength: 2, maxLength: 2 }), { nil: undefined });

  test('bars stand on the line, end below the top, and do not overlap; what was not measured has none', () => {
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 366 }), (columns: Column[]) => {
        const { bars, base, ticks, unmeasured } = plotOf(columns, SIZE);
        const top = ticks.at(-1)?.value ?? 0;
        for (const [i, { parts, total, strip }] of bars.entries()) {
          expect(total).toBe(columns[i] && (columns[i][0] ?? 0) + (columns[i][1] ?? 0));
          if (total === undefined) expect(parts).toEqual([]);
          let y = base.y;
          for (const part of parts) {
            expect(part.y + part.height).toBeCloseTo(y, 1); // each stands on the one below
            expect(part.y).toBeGreaterThanOrEqual(SIZE.top - 0.01);
            expect(part.x).toBeGreaterThanOrEqual(strip.x - 0.02);
            expect(part.x + part.width).toBeLessThanOrEqual(strip.x + strip.width + 0.03);
            y = part.y;
          }
          if (total !== undefined) expect(base.y - y).toBeCloseTo((total / top) * 150, 0);
        }
        const hatched = unmeasured.reduce((sum, { width }) => sum + width, 0);
        const missing = columns.filter((it) => it === undefined).length;
        expect(hatched).toBeCloseTo((450 / columns.length) * missing, 0);
      }),
    );
  });

  test.each([
    [0, 1, 1],
    [1, 1, 1],
    [4, 1, 4],
    [5, 2, 3],
    [9, 5, 2],
    [20, 5, 4],
    [21, 10, 3],
    [1001, 500, 3],
  ])('for at most %i there is a line at every %i, %i of them: whole numbers', (max, size, count) => {
    expect(stepFor(max)).toEqual({ size, count });
  });

  test.each([7, 12, 30, 53, 90])('names below %i bars have room', (count) => {
    const { names } = plotOf(Array<Column>(count).fill([1]), SIZE);
    const gaps = names.slice(1).map(({ x }, i) => x - (names[i]?.x ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(40);
    expect(names[0]?.index).toBe(0);
  });
});

describe('a period', () => {
  const today = Date.parse('2026-11-25') / 1000;
  const period = (days: number) => ({ days, sinceSeconds: today - (days - 1) * DAY });

  test('of a year is shown in weeks, the last of which ends today, and loses no day', () => {
    const spans = spansOf(period(365));
    expect(spans).toHaveLength(53);
    expect(spans.at(-1)?.toSeconds).toBe(today);
    expect(spans[0]?.fromSeconds).toBe(period(365).sinceSeconds);
    for (const [i, { fromSeconds }] of spans.slice(1).entries())
      expect(fromSeconds).toBe((spans[i]?.toSeconds ?? 0) + DAY);
  });

  test('counts each day once, and tells nothing from what was not measured', () => {
    const counts = [
      { date: '2026-11-24', count: 2 },
      { date: '2026-11-25', count: 3 },
    ];
    const began = { ...period(7), beganSeconds: Date.parse('2026-11-23T18:00:00Z') / 1000 };
    const { columns, total } = courseOf(began, [counts, [{ date: '2026-11-25', count: 4 }]]);
    expect(columns).toEqual([undefined, undefined, undefined, undefined, [0, 0], [2, 0], [3, 4]]);
    expect(total).toBe(9);
    expect(courseOf(period(7), [counts]).columns.every((column) => column === undefined)).toBe(true);
    const year = courseOf({ ...period(365), beganSeconds: 0 }, [counts]);
    expect(year.total).toBe(5);
    expect(year.columns.at(-1)).toEqual([5]);
  });

  test('is called by its days and months, in the language of the page', () => {
    expect(spanNames(spansOf(period(7)), 'en-GB', () => '').at(-1)).toEqual({
      short: '25 Nov',
      full: '25 November 2026',
    });
    const weeks = spanNames(spansOf(period(365)), 'de', (from, to) => `${from} bis ${to}`);
    expect(weeks.at(-1)?.full).toBe('19. November 2026 bis 25. November 2026');
    expect(monthNames(['2027-05'], 'en-GB')).toEqual([{ short: 'May 27', full: 'May 2027' }]);
  });

  test.each([
    ['', 30, undefined],
    ['days=365&product=app', 365, 'app'],
    ['days=31', 30, undefined],
    ['days=-7&product=', 30, undefined],
  ])('in the address "%s" is %i days', (query, days, product) => {
    expect(readStatisticsQuery(new URLSearchParams(query))).toEqual({ days, product });
  });

  test('of many products shows the largest, and the others as one', () => {
    const products = [5, 4, 3, 2, 1].map((count, i) => ({ name: `P${i}`, counts: [count, 0] }));
    expect(seriesOf(products, 5, 'Others').map(({ name }) => name)).toEqual(['P0', 'P1', 'P2', 'P3', 'P4']);
    expect(seriesOf(products, 3, 'Others')).toEqual([
      { name: 'P0', counts: [5, 0] },
      { name: 'P1', counts: [4, 0] },
      { name: 'Others', counts: [6, 0] },
    ]);
  });
});

describe('addresses of lists', () => {
  test.each(['', '?q=press+line&state=active&product=app&license=ABC', '?cursor=abc'])(
    'machines: %s is read and written',
    (query) => {
      const choice = readMachineChoice(new URLSearchParams(query));
      expect(writeMachineChoice(choice, { cursor: choice.cursor })).toBe(query);
    },
  );

  test('a new choice begins on the first page, and a state that there is not is none', () => {
    const choice = readMachineChoice(new URLSearchParams('?cursor=abc&state=melted'));
    expect(writeMachineChoice(choice, { search: 'x' })).toBe('?q=x');
  });

  test.each([
    '',
    '?who=user%3A8459&what=license.issued&since=2026-02-28&about=machine%3Aab%3Acd',
    '?who=system&before=51',
  ])('activity: %s is read and written', (query) => {
    const choice = readActivityChoice(new URLSearchParams(query));
    expect(writeActivityChoice(choice, { before: choice.before })).toBe(query);
  });

  test.each([
    ['what=license', { about: 'license' }],
    ['what=license.issued', { action: 'license.issued' }],
    ['what=<script>', {}],
    ['who=robber&before=-3', { actor: undefined, before: undefined }],
    ['who=user:a:b', { actor: { kind: 'user', id: 'a:b' } }],
    ['since=2026-03-01', { sinceSeconds: 1772323200 }],
    ['about=machine:', { subject: undefined }],
  ])('activity: %s asks for %j', (query, expected) => {
    expect(auditQueryOf(readActivityChoice(new URLSearchParams(query)), 9)).toMatchObject({ limit: 9, ...expected });
  });

  test.each(['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', 'yesterday', '2026-01-01T00:00'])(
    '%s is no day',
    (text) => {
      expect(dayStart(text)).toBeUndefined();
      expect(auditQueryOf(readActivityChoice(new URLSearchParams({ since: text })), 9)).toBeUndefined();
    },
  );
});

describe('the form for an API key', () => {
  test('wants a name and a scope, and keeps what was typed', () => {
    const read = readApiKeyForm(english.apiKeys, form({ name: '  ', life: '90', product: 'app' }), NOON);
    expect(read.problems.map(({ field }) => field)).toEqual(['name', 'scopes']);
    expect(read.typed).toEqual({ name: '', scopes: [], product: 'app', life: '90' });
  });

  test.each([
    ['30', NOON + 30 * DAY],
    ['none', undefined],
    ['forever', NOON + 365 * DAY],
  ])('that ends "%s" ends at %s', (life, expiresAt) => {
    const { wish, problems } = readApiKeyForm(
      english.apiKeys,
      form({ name: 'Shop', scopes: ['licenses:read'], life }),
      NOON,
    );
    expect(problems).toEqual([]);
    expect(wish).toEqual({ name: 'Shop', scopes: ['licenses:read'], product: undefined, expiresAt });
  });

  test('shows every scope once, with words in every language', () => {
    expect(
      groupScopes(ALL_SCOPES)
        .flatMap(({ scopes }) => scopes)
        .sort(),
    ).toEqual([...ALL_SCOPES].sort());
    for (const { apiKeys } of Object.values(consoleCatalogues)) {
      expect(Object.keys(apiKeys.scopeTexts)).toEqual(ALL_SCOPES);
      expect(Object.keys(apiKeys.groups)).toEqual(groupScopes(ALL_SCOPES).map(({ name }) => name));
    }
  });
});

describe('the form of a webhook', () => {
  test('wants an address, and events if not all', () => {
    const read = readWebhookForm(english.webhooks, form({ url: ' ', which: 'some' }));
    expect(read.problems.map(({ field }) => field)).toEqual(['url', 'events']);
    const all = readWebhookForm(english.webhooks, form({ url: ' https://example.com/ ', which: 'all' }));
    expect(all).toMatchObject({ problems: [], typed: { url: 'https://example.com/', all: true } });
  });

  test('comes back as it was saved', () => {
    for (const events of [['*'], ['license.issued', 'machine.freed']]) {
      expect(eventsOf(typedOf({ url: 'https://example.com/', events }))).toEqual(events);
    }
  });
});

describe('a passphrase', () => {
  test.each([
    ['', 'empty'],
    ['elevenchars', 'short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['qwertyuiopasdfgh', 'weak'],
    ['abcdefghijklmnopqrst', 'weak'],
    ['12345678901234567890', 'weak'],
    ['tigertigertiger', 'weak'],
    ['passwordpassword', 'weak'],
    ['marble otter1', 'fair'],
    ['marble otter trombone window', 'good'],
    ['Прыгун лимон облако семь', 'good'],
  ])('"%s" is %s', (passphrase, strength) => {
    expect(strengthOf(passphrase)).toBe(strength);
  });

  test('that is weak, or typed in two ways, is refused beside its field', () => {
    const fields = (passphrase: string, again: string) =>
      readNewPassphrase(english.signingKeys, form({ passphrase, again })).problems.map(({ field }) => field);
    expect(fields('short', 'short')).toEqual(['passphrase']);
    expect(fields('marble otter trombone', 'marble otter')).toEqual(['again']);
    expect(fields(' marble otter trombone ', ' marble otter trombone ')).toEqual([]);
    expect(isTooWeak(strengthOf('marble otter1'))).toBe(false);
  });

  test('and its file are both needed to bring a key back, and a film is no key', async () => {
    const read = async (file: File | undefined, passphrase: string) => {
      const sent = form({ passphrase, product: '' });
      if (file) sent.set('file', file);
      return await readSealedKey(english.signingKeys, sent);
    };
    expect((await read(undefined, '')).problems.map(({ field }) => field)).toEqual(['file', 'passphrase']);
    const film = new File([new Uint8Array(5000)], 'film.mp4');
    expect((await read(film, 'x')).problems).toMatchObject([
      { field: 'file', sentence: english.signingKeys.fileTooLarge },
    ]);
    const good = await read(new File(['LKSEAL1'], 'key.sealed'), 'x');
    expect(good).toMatchObject({ problems: [], passphrase: 'x', product: undefined });
    expect(Buffer.from(good.sealed).toString()).toBe('LKSEAL1');
  });
});

describe('signing keys', () => {
  const key = (kid: string, state: UsedKey['state'], more: Partial<UsedKey> = {}): UsedKey => ({
    kid,
    publicKey: kid,
    state,
    since: 0,
    createdAt: 0,
    held: 'folder',
    present: true,
    uses: 0,
    ...more,
  });

  test('stand in groups, those for all first, the one that signs first', () => {
    const keys = [key('a', 'retired'), key('b', 'next'), key('c', 'active', { product: 'app' }), key('d', 'active')];
    expect(groupKeys(keys).map(({ product, keys: own }) => [product, own.map(({ kid }) => kid).join('')])).toEqual([
      [undefined, 'dba'],
      ['app', 'c'],
    ]);
    expect(replacedBy(key('b', 'next'), keys)?.kid).toBe('d');
    expect(replacedBy(key('e', 'next', { product: 'other' }), keys)).toBeUndefined();
  });

  test.each([
    ['next', {}, 'rotate retire export'],
    ['next', { held: 'outside' }, 'rotate retire'],
    ['next', { present: false }, 'retire'],
    ['active', {}, 'export'],
    ['active', { product: 'app' }, 'retire export'],
    ['retired', {}, 'export'],
    ['retired', { present: false }, ''],
  ] as const)('%s %j: %s', (state, more, steps) => {
    expect(stepsOf(key('a', state, more)).join(' ')).toBe(steps);
  });
});

test('every act that the server notes has words in every language', () => {
  const sources = globSync('portal/server/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const named = sources.flatMap((text) =>
    [...text.matchAll(/\baction(?::| =) '([a-z-]+\.[a-z-]+)'/g)].map(([, act = '']) => act),
  );
  expect(named.length).toBeGreaterThan(20);
  for (const [language, { acts, activity }] of Object.entries(consoleCatalogues)) {
    expect({ language, without: named.filter((act) => !(act in acts)) }).toEqual({ language, without: [] });
    const kinds = new Set(Object.keys(acts).map((act) => act.split('.')[0]));
    expect([...kinds].filter((kind) => !(kind !== undefined && kind in activity.kinds))).toEqual([]);
  }
});

describe('what the office says on these pages', () => {
  const german = withOfficeSentences(textsFor(['de']));

  test('is said in German', () => {
    const sources = ['problems', 'signing-keys', 'api-keys', 'webhooks', 'deliveries', 'machines'].map(
      (name) => `portal/server/vendor/${name}.ts`,
    );
    const said = [...sources, 'portal/server/webhooks/dial.ts', 'portal/server/sealed.ts']
      .map((file) => readFileSync(file, 'utf8'))
      .flatMap((text) => [...text.matchAll(/'([A-Z][^'\n]{12,}[.])'/g)].map(([, sentence = '']) => sentence))
      .filter((sentence) => !/API key (hands out|reaches)|cursor/.test(sentence)); // those are told to programs alone
    expect(said.length).toBeGreaterThan(18);
    expect(said.filter((sentence) => german.sentence(sentence) === sentence)).toEqual([]);
  });

  test.each([
    ['There is no such API key; list them to see what there is.', /API-Schlüssel/],
    ['The member name is a text of 1 to 100 bytes on one line.', /100 Byte/],
    ['The seat of this machine has been taken by another one, so this cannot be undone.', /Platz/],
    ['A sentence that nobody wrote.', /nobody/],
  ])('%s', (sentence, expected) => {
    expect(german.sentence(sentence)).toMatch(expected);
    expect(withOfficeSentences(textsFor(['en'])).sentence(sentence)).toBe(sentence);
  });
});

function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) data.append(name, one);
  return data;
}
