// The clock rules of docs/decisions.md on simulated machines: threats C1 to C6 and C9 (C7 and C8 are the browser's, test/web).
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Verifier } from '../hosts/js/index.ts';
import { live } from './clock/honest.ts';
import { DAY, HOUR, Machine, Portal, YEAR } from './clock/machine.ts';
import { quoted, tables } from './clock/tables.ts';
import { Dice } from './fuzz/dice.ts';
import { loadVerifier, openVendor } from './vendor.ts';

let verifier: Verifier;
let portal: Portal;

beforeAll(async () => {
  const vendor = await openVendor();
  verifier = await loadVerifier();
  verifier.trust(vendor.publicKey);
  portal = new Portal(vendor);
});

test('C1–C4: SECURITY.md quotes what the simulation measures', { timeout: 300_000 }, () => {
  expect(quoted(readFileSync('SECURITY.md', 'utf8'))).toBe(tables(verifier, portal));
});

test('C5, C6: three honest machines live ten years without a false alarm', { timeout: 300_000 }, () => {
  for (const seed of [101, 102, 103]) {
    const life = live(new Dice(seed), verifier, portal, 10);
    expect(life.alarms).toEqual([]);
    expect(life.sessions).toBeGreaterThan(50);
  }
});

describe('C5: a clock at', () => {
  const dates: [string, number][] = [
    ['the end of 32 bits, 2038', 2 ** 31],
    ['2100, which has no leap day', Date.UTC(2100, 1, 28) / 1000],
    ['the end of unsigned 32 bits, 2106', 2 ** 32],
    ['the last day of 9999', 253_402_300_799 - 2 * DAY],
  ];
  test.each(dates)('%s is a time like any other', (_, around) => {
    const machine = new Machine(verifier, portal.issue(around - DAY, { expiresAt: around + DAY + 1 }));
    for (const at of [around - DAY, around - 1, around, around + 1, around + DAY]) {
      expect(machine.check(at, 0).reason).toBe('licensed');
    }
    expect(machine.check(around + DAY + 1, 0).reason).toBe('expired');
  });

  test('a leap second shows the same second twice, and a date line is no set-back: nothing happens', () => {
    const start = Date.UTC(2027, 0, 1) / 1000;
    const machine = new Machine(verifier, portal.issue(start, { expiresAt: start + YEAR }));
    for (const at of [0, 1, 1, 0, 1, DAY, DAY + 14 * HOUR, DAY + 14 * HOUR - 1]) {
      expect(machine.check(start + at, 0).reason).toBe('licensed');
    }
  });
});

test('C9: a clock that is no time is refused where time matters', () => {
  const start = Date.UTC(2027, 0, 1) / 1000;
  for (const now of [0, Number.NaN, -1, 2 ** 63]) {
    const machine = new Machine(verifier, portal.issue(start, { expiresAt: start + YEAR }));
    expect(machine.check(now, 0).reason).toBe('clock-behind');
  }
});
