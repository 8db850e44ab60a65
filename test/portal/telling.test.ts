// What the customer's pages say and hand out: what is due, calendar files, tables, lists.
import { describe, expect, test } from 'vitest';
import { pathBack } from '../../portal/reading/back.ts';
import { listMachines, readListing, writeListing } from '../../portal/reading/machines.ts';
import type { LicenseView } from '../../portal/server/licenses.ts';
import type { MachineView } from '../../portal/server/view.ts';
import { browserOf } from '../../portal/telling/browser.ts';
import { calendarFile, folded } from '../../portal/telling/calendar.ts';
import { dueOf, reminderOf } from '../../portal/telling/due.ts';
import { attachment } from '../../portal/telling/file-name.ts';
import { cell, tableFile } from '../../portal/telling/table.ts';
import { english } from '../../portal/texts/english.ts';
import { german } from '../../portal/texts/german.ts';

const DAY = 86_400;
const NOW = 1_790_000_000;
const reader = (nowSeconds: number, locale = 'en') => ({ nowSeconds, locale });
const license: LicenseView = {
  id: 'B7Q2-M4KD',
  productId: 'app',
  productName: 'The App',
  state: 'active',
  expiresAt: NOW + 200 * DAY,
  seats: { used: 1, total: 3 },
  airGapped: false,
  replacements: { left: 3, perYear: 3 },
  changes: { per30Days: 4 },
};
const machine: MachineView = {
  activationId: '0a1b2c3d-0000-4000-8000-000000000001',
  label: 'Press line 3',
  state: 'active',
  via: 'request',
  since: NOW - 4 * DAY,
  issuedAt: NOW - 4 * DAY,
  expiresAt: NOW + 200 * DAY,
  checkInBy: NOW + 10 * DAY,
  lastSeenAt: NOW - 4 * DAY,
  releasable: true,
  undoable: false,
};

describe('what is due', () => {
  test.each([
    [91, 90],
    [90, 90],
    [30.1, 90],
    [30, 30],
    [14, 14],
    [7.5, 14],
    [7, 7],
    [1, 1],
    [0.1, 1],
    [0, 0],
    [-3, 0],
  ])('%d days before, the reminder of %d days has been reached', (days, reminder) => {
    expect(reminderOf(days)).toBe(reminder);
  });

  test('a fresh code is due from half of the time of the last one on, and not before', () => {
    const at = (days: number) =>
      dueOf(license, [{ ...machine, issuedAt: NOW, checkInBy: NOW + 14 * DAY }], reader(NOW + days * DAY));
    expect(at(6.9)).toEqual([]);
    expect(at(7)).toMatchObject([{ machine: { label: 'Press line 3' }, withinDays: 7, tone: 'soon' }]);
    expect(at(14)).toMatchObject([{ withinDays: 0, tone: 'refused' }]);
  });

  test('a machine that lasts as long as its license has nothing due of its own', () => {
    const { checkInBy: _none, ...airGapped } = machine;
    expect(dueOf(license, [airGapped], reader(NOW + 150 * DAY))).toMatchObject([
      { withinDays: 90, atSeconds: NOW + 200 * DAY },
    ]);
    expect(dueOf(license, [airGapped], reader(NOW + 150 * DAY))[0]).not.toHaveProperty('machine');
  });

  test('a license that was extended makes the older codes of its machines due', () => {
    const { checkInBy: _none, ...airGapped } = machine;
    const extended = { ...license, expiresAt: NOW + 500 * DAY };
    expect(dueOf(extended, [airGapped], reader(NOW + 190 * DAY))).toMatchObject([
      { machine: airGapped, withinDays: 14 },
    ]);
  });

  test('the most urgent stands first, and machines without a seat do not stand there', () => {
    const machines = [
      { ...machine, label: 'later', checkInBy: NOW + 3 * DAY },
      { ...machine, label: 'late', checkInBy: NOW - DAY },
      { ...machine, label: 'gone', checkInBy: NOW - 9 * DAY, state: 'given-back' as const },
    ];
    expect(dueOf(license, machines, reader(NOW)).map((due) => due.machine?.label)).toEqual(['late', 'later']);
    expect(dueOf({ ...license, state: 'suspended' }, machines, reader(NOW))).toEqual([]);
  });
});

describe('the calendar', () => {
  const place = { origin: 'https://licenses.example', nowSeconds: NOW };
  const file = calendarFile(english, license, [machine], place);

  test('has an event for each machine and one for the license, with an alarm for each reminder', () => {
    const lines = unfolded(file);
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(lines).toContain('DTSTART:20261001T141320Z');
    expect(lines).toContain('SUMMARY:Fresh code needed: Press line 3 (The App)');
    expect(lines).toContain(`UID:${machine.activationId}@licenses.example`);
    expect(lines.filter((line) => line.startsWith('TRIGGER:'))).toEqual(
      [90, 30, 14, 7, 1, 90, 30, 14, 7, 1].map((days) => `TRIGGER:-P${days}D`),
    );
    expect(lines).toContain(`URL:https://licenses.example/licenses/${license.id}/machines/${machine.activationId}`);
  });

  test('ends every line with CR LF, and none has more than 75 bytes', () => {
    const long = { ...machine, label: 'Ünïcödé 名前 🏭 '.repeat(12).trim() };
    const text = calendarFile(german, license, [long], place);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(unfolded(text)).toContain(`SUMMARY:Neuer Code nötig: ${long.label} (The App)`);
  });

  test('D12 no name begins a line, a property or an event of its own', () => {
    const hostile = { ...machine, label: 'a\r\nEND:VEVENT\nATTENDEE:mailto:x@y.z;b,c\\d\u2028e\u0000' };
    const lines = unfolded(calendarFile(english, license, [hostile], place));
    expect(lines.filter((line) => line.startsWith('END:VEVENT'))).toHaveLength(2);
    expect(lines.some((line) => line.startsWith('ATTENDEE'))).toBe(false);
    expect(lines).toContain(
      'SUMMARY:Fresh code needed: a\\nEND:VEVENT\\nATTENDEE:mailto:x@y.z\\;b\\,c\\\\de (The App)',
    );
  });

  test('begins and ends each part in its order', () => {
    const open: string[] = [];
    for (const line of unfolded(file)) {
      const [, kind, name = ''] = /^(BEGIN|END):(.+)$/.exec(line) ?? [];
      if (kind === 'BEGIN') open.push(name);
      if (kind === 'END') expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test('leaves out machines that have no seat, and licenses without an end', () => {
    const { expiresAt: _none, ...forever } = license;
    const gone = { ...machine, state: 'replaced' as const };
    expect(calendarFile(english, forever, [gone], place)).not.toContain('VEVENT');
  });

  test('folds between characters, never inside of one', () => {
    expect(folded('ä'.repeat(40)).split('\r\n')).toEqual(['ä'.repeat(37), ` ${'ä'.repeat(3)}`]);
  });
});

describe('the table', () => {
  test.each(['=cmd|calc', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '%0a', '|calc'])(
    'D17 %j is text and no formula',
    (text) => {
      expect(cell(text)).toMatch(/^"'/);
    },
  );

  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['a\nb', '"a\nb"'],
    ['', ''],
  ])('%j is written as %j', (text, written) => {
    expect(cell(text)).toBe(written);
  });

  test('has a row for each machine, in columns of the same number', () => {
    const text = tableFile(english, license, [machine, { ...machine, label: '=1', state: 'given-back' }]);
    expect(text.startsWith('\ufeff')).toBe(true);
    const [head = '', ...rows] = text.slice(1).trimEnd().split('\r\n');
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.split(',')).toHaveLength(head.split(',').length);
    expect(rows[0]).toBe(
      'Press line 3,00000001,B7Q2-M4KD,Activated,2026-09-17,2027-04-09,2026-10-01,2026-09-17,request code',
    );
  });
});

describe('the list', () => {
  const named = (label: string, more: Partial<MachineView> = {}): MachineView => ({
    ...machine,
    label,
    activationId: `${label}-id`,
    ...more,
  });
  const machines = [
    named('Press 10', { checkInBy: NOW + 5 * DAY }),
    named('press 9', { checkInBy: NOW + 9 * DAY }),
    named('Oven', { state: 'given-back' }),
    named('Kiln', { checkInBy: NOW + 150 * DAY }),
  ];
  const names = (query: string) =>
    listMachines(machines, readListing(new URLSearchParams(query)), reader(NOW)).machines.map(({ label }) => label);

  test.each([
    ['', ['Press 10', 'press 9', 'Kiln']],
    ['show=due', ['Press 10', 'press 9']],
    ['show=gone', ['Oven']],
    ['show=all&sort=name', ['Kiln', 'Oven', 'press 9', 'Press 10']],
    ['show=all&sort=name&order=desc', ['Press 10', 'press 9', 'Oven', 'Kiln']],
    ['q=PRESS', ['Press 10', 'press 9']],
    ['q=kiln-id', ['Kiln']],
    ['q=nothing', []],
  ])('?%s', (query, expected) => {
    expect(names(query)).toEqual(expected);
  });

  test('counts as people do where something else is the same, and in the alphabet of the reader', () => {
    const fleet = ['Press 10', 'Press 1', 'press 2', 'Öfen', 'Zange', 'Press 11'].map((label) => named(label));
    const inOrder = (query: string, locale: string) =>
      listMachines(fleet, readListing(new URLSearchParams(query)), reader(NOW, locale)).machines.map(
        ({ label }) => label,
      );
    const german = ['Öfen', 'Press 1', 'press 2', 'Press 10', 'Press 11', 'Zange'];
    expect(inOrder('', 'de')).toEqual(german); // all are due at once
    expect(inOrder('sort=since&order=desc', 'de')).toEqual(german);
    expect(inOrder('sort=name&order=desc', 'de')).toEqual(german.toReversed());
    expect(inOrder('', 'sv')).toEqual(['Press 1', 'press 2', 'Press 10', 'Press 11', 'Zange', 'Öfen']);
    expect(dueOf(license, fleet, reader(NOW + 8 * DAY, 'de')).map((due) => due.machine?.label)).toEqual(german);
  });

  test.each([
    "sort=label'); drop table license;--",
    'show=__proto__',
    'sort=constructor&order=',
    'page=-1',
    'page=1e400',
    'page=NaN',
  ])('D19 is the usual one for ?%s', (query) => {
    expect(names(query)).toEqual(names(''));
  });

  test('its address holds its state, and the usual state needs none', () => {
    const listing = readListing(new URLSearchParams('show=all&q=a+b&sort=name&order=desc&page=2'));
    expect(writeListing(listing, { page: 2 })).toBe('?show=all&q=a+b&sort=name&order=desc&page=2');
    expect(writeListing(readListing(new URLSearchParams()))).toBe('');
  });

  test('is shown in pages of fifty, and a page beyond the last is the last', () => {
    const many = Array.from({ length: 120 }, (_, i) => named(`m${i}`));
    const at = (page: number) => listMachines(many, readListing(new URLSearchParams(`page=${page}`)), reader(NOW));
    expect(at(1)).toMatchObject({ found: 120, pages: 3 });
    expect(at(3).machines).toHaveLength(20);
    expect(at(9).machines).toEqual(at(3).machines);
  });
});

describe('D12 the name of a file', () => {
  test.each(['a"b', 'a\r\nSet-Cookie: x=y', '../../etc/passwd', 'a;b', '名前', '\u202egnp.exe', ''])(
    'for %j stays inside of its header',
    (name) => {
      const header = attachment(name, '.ics');
      expect(header).toMatch(/^attachment; filename="[\w .-]*\.ics"; filename\*=UTF-8''[\w.%-]+\.ics$/);
      expect(() => new Headers({ 'Content-Disposition': header })).not.toThrow();
    },
  );
});

test.each([
  ['/licenses/B7Q2?show=all', '/licenses/B7Q2?show=all'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/a\r\nLocation: x', '/'],
  ['', '/'],
])('the way back %j leads to %j', (text, path) => {
  expect(pathBack(text)).toBe(path);
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
    'Chrome on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1',
    'Safari on iOS',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
  ['<script>alert(1)</script>', 'A browser'],
  ['', 'A browser'],
])('the browser %j is called %j', (userAgent, name) => {
  expect(browserOf(english, userAgent)).toBe(name);
});

function unfolded(file: string): string[] {
  return file.replaceAll('\r\n ', '').trimEnd().split('\r\n');
}
