// Every language has every text, and a translation of every sentence that the module or the server can show on a page.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as refused from '../../portal/server/refused.ts';
import * as teamProblems from '../../portal/server/team/problems.ts';
import * as vendorProblems from '../../portal/server/vendor/problems.ts';
import { consoleCatalogues, withOfficeSentences } from '../../portal/texts/console.ts';
import { catalogues, textsFor } from '../../portal/texts/index.ts';
import { machineModule } from './fixture.ts';

const [english, ...others] = catalogues;
if (!english) throw new Error('no catalogue');

describe.each(others.map((texts) => ({ language: texts.language, texts })))('$language', ({ texts }) => {
  test('has every text that English has, of the same shape', () => {
    expect(shapeOf(texts)).toEqual(shapeOf(english));
  });

  test('has no text that is still English', () => {
    expect(sameLeaves(english, texts)).toEqual([]);
  });

  test('translates every sentence of the module that a page shows', () => {
    const missing = moduleSentences().filter((sentence) => texts.sentence(sentence) === sentence);
    expect(missing).toEqual([]);
  });

  test('keeps the number of the row and of the group', () => {
    const sentence = 'Row 7, group 3 has more than five symbols; compare it with the original.';
    expect(texts.sentence(sentence)).not.toBe(sentence);
    expect(texts.sentence(sentence)).toContain('7');
    expect(texts.sentence(sentence)).toContain('3');
    expect(texts.sentence(sentence)).not.toMatch(/\{\w+\}/);
  });

  test('translates every sentence of the server', () => {
    const missing = serverSentences().filter((sentence) => texts.sentence(sentence) === sentence);
    expect(missing).toEqual([]);
  });
});

describe.each(Object.entries(consoleCatalogues).filter(([language]) => language !== 'en'))(
  'the console in %s',
  (language, texts) => {
    test('has every text that English has, of the same shape', () => {
      expect(shapeOf(texts)).toEqual(shapeOf(consoleCatalogues['en']));
    });

    test('translates every fault that doctor finds', () => {
      const { sentence } = withOfficeSentences(textsFor([language]));
      const faults = faultsOfDoctor();
      expect(faults.length).toBeGreaterThan(10);
      expect(faults.filter((english) => sentence(english) === english)).toEqual([]);
    });

    test('translates what the office and the team refuse with', () => {
      const { sentence } = withOfficeSentences(textsFor([language]));
      expect(officeSentences().filter((english) => sentence(english) === english)).toEqual([]);
    });
  },
);

describe('the language', () => {
  test.each([
    [['de-CH', 'en'], 'de'],
    [['fr', 'DE'], 'de'],
    [['fr', 'en-US', 'de'], 'en'],
    [['', 'xx', '*'], 'en'],
    [[], 'en'],
  ])('for %j is %s', (wanted, language) => {
    expect(textsFor(wanted).language).toBe(language);
  });
});

/** From its source: the last argument of every call of `warning` and `bad`, with a number for whatever is put in. */
function faultsOfDoctor(): string[] {
  const source = readFileSync(new URL('../../portal/server/doctor.ts', import.meta.url), 'utf8');
  const calls = source.matchAll(/\b(?:warning|bad)\(\s*'[^']+',\s*(['`])(.+?)\1,?\s*\)/gs);
  return [...calls].map(([, , text = '']) => text.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '7'));
}

/** A key of the API alone can be bound to one product; members of the team are not. */
function officeSentences(): string[] {
  const { WHOLE_PORTAL_ONLY, MORE_THAN_OWN, ...ofMembers } = vendorProblems;
  return [...Object.values(ofMembers), ...Object.values(teamProblems)].flatMap((it) =>
    typeof it === 'object' && 'error' in it ? [it.error] : [],
  );
}

/** Statuses 0 to 14 are verdicts, 32 is a fingerprint's; details from 150 on speak to programmers, those from 200 on to people. */
function moduleSentences(): string[] {
  const statuses = [...Array.from({ length: 15 }, (_, status) => status), 32];
  const details = [
    ...Array.from({ length: 150 }, (_, detail) => detail),
    ...Array.from({ length: 20 }, (_, i) => 200 + i),
  ];
  const sentences = statuses.flatMap((status) =>
    details.map((detail) => machineModule.describe(status, detail)?.sentence ?? ''),
  );
  return [...new Set(sentences)].filter((sentence) => sentence !== '');
}

/** Those in refused.ts, and what is said of the input before a license is looked up. */
function serverSentences(): string[] {
  const constants = Object.values(refused).flatMap((value) => ('error' in value ? [String(value.error)] : []));
  const inline = ['machine', 'order'].flatMap((name) =>
    [...readFileSync(`portal/server/${name}.ts`, 'utf8').matchAll(/\berror(?: =|:)\s+'([^'\n]+)'[;,]/g)].map(
      ([, sentence = '']) => sentence,
    ),
  );
  const waits = [refused.tooMany(30), refused.notYetFree(6 * 86_400), refused.noReplacementFor(1234 * 86_400)];
  const sentences = [...constants, ...inline, ...waits.map(({ error }) => error)];
  return sentences.filter((sentence) => !sentence.includes('Idempotency-Key'));
}

function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  if (Array.isArray(value)) return value.map(shapeOf);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

/** Words that are the same in every language. */
const SAME_ANYWHERE = /^(Latchkey|Demo|Plan|QR|PDF|CSV|ZIP|Passkeys?|E-Mail|.{0,2})$/i;

function sameLeaves(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a === 'string') return a === b && !SAME_ANYWHERE.test(a) ? [`${path}: ${a}`] : [];
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return [];
  return Object.entries(a).flatMap(([name, member]) => sameLeaves(member, Reflect.get(b, name), `${path}.${name}`));
}
