// How long somebody has to wait, in words; and the limit of changes, said before anybody runs into it.
import { describe, expect, test } from 'vitest';
import { formProblem } from '../../portal/reading/problem.ts';
import * as refused from '../../portal/server/refused.ts';
import { tooMany } from '../../portal/server/refused.ts';
import { english } from '../../portal/texts/english.ts';
import { german } from '../../portal/texts/german.ts';
import { DAY, newMachine, START, type TestMachine, trusting } from './fixture.ts';
import { built, openPages, type PagesFixture, unlessBuilt, wordsOf } from './pages-fixture.ts';

describe('how long to wait is said in the unit that fits, and never too short', () => {
  test.each([
    [1, '1 second', '1 Sekunde'],
    [119, '119 seconds', '119 Sekunden'],
    [120, '2 minutes', '2 Minuten'],
    [3600, '60 minutes', '60 Minuten'],
    [7140, '119 minutes', '119 Minuten'],
    [7141, '2 hours', '2 Stunden'],
    [7200, '2 hours', '2 Stunden'],
    [7201, '3 hours', '3 Stunden'],
    [47 * 3600, '47 hours', '47 Stunden'],
    [47 * 3600 + 1, '2 days', '2 Tagen'],
    [2 * DAY, '2 days', '2 Tagen'],
    [6 * DAY, '6 days', '6 Tagen'],
    [6 * DAY + 1, '7 days', '7 Tagen'],
    [1234 * DAY, '1,234 days', '1.234 Tagen'],
  ])('%d seconds', (seconds, inEnglish, inGerman) => {
    const { error } = tooMany(seconds);
    expect(error).toBe(`Too many tries in a short time; try again in ${inEnglish}.`);
    expect(german.sentence(error)).toBe(
      `Zu viele Versuche in kurzer Zeit; versuchen Sie es in ${inGerman} noch einmal.`,
    );
    expect(english.replace.freedLater(seconds)).toBe(`The seat is free after ${inEnglish}.`);
    expect(german.replace.freedLater(seconds)).toBe(`Der Platz ist nach ${inGerman} frei.`);
  });

  test('and once, not twice, whatever there is to wait for', () => {
    const known = Object.values(refused).flatMap((it) =>
      typeof it === 'object' && 'retryAfterSeconds' in it ? [it] : [],
    );
    const waits = [...known, tooMany(3000), refused.notYetFree(6 * DAY), refused.noReplacementFor(200 * DAY)];
    for (const problem of waits) {
      expect(formProblem(english, problem).sentence.match(/try again/gi), problem.code).toHaveLength(1);
      expect(formProblem(german, problem).sentence.match(/versuchen Sie es/gi), problem.code).toHaveLength(1);
    }
  });
});

/** As many changes of hands as there may be at once; the last machine has its seat still, or has given it back. */
async function passOn(fixture: PagesFixture, changes: number, last: 'sits' | 'left'): Promise<string> {
  const { portal, licenseKey } = fixture;
  for (let i = 1; ; i++) {
    const machine: TestMachine = newMachine();
    const result = await portal.activate({ licenseKey, machine: machine.request() });
    if (!result.ok) throw new Error(result.problem.error);
    if (i > changes && last === 'sits') return result.activation.id;
    const receipt = (await trusting(portal)).createReceipt(result.activation.code, machine.secret);
    if (!receipt.ok) throw new Error(receipt.problem.sentence);
    await portal.machines.release({ receipt: receipt.value.code });
    if (i > changes) return result.activation.id;
  }
}

const SEATS_OPEN = new Date((START + 6 * DAY) * 1000).toISOString();

describe.skipIf(!built)(`the limit of changes is said before anybody runs into it${unlessBuilt}`, () => {
  test('where a machine is activated, and on the page of its license: from when, and who need not wait', async () => {
    const fixture = await openPages({ seats: 1 });
    const { ask, licenseId } = fixture;
    await passOn(fixture, 5, 'left');
    const cookie = await fixture.withKey();
    for (const path of ['', '/activate', '/batch']) {
      const page = await ask(`/licenses/${licenseId}${path}`, { cookie });
      expect(wordsOf(page), path).toContain('Another machine can take a free seat from');
      expect(page.text, path).toContain(`datetime="${SEATS_OPEN}"`);
      expect(wordsOf(page), path).toContain('A machine that had one before can be activated now.');
      expect(wordsOf(page), path).toContain('Each seat changes machines at most 5 times in 30 days.');
      const german = wordsOf(await ask(`/licenses/${licenseId}${path}`, { cookie, language: 'de' }));
      expect(german, path).toContain('Eine andere Maschine kann einen freien Platz bekommen ab');
    }
    const sent = await ask(`/licenses/${licenseId}/activate`, {
      cookie,
      form: { machine: newMachine().request(), label: '', attempt: crypto.randomUUID() },
    });
    expect(sent.status).toBe(429);
    expect(sent.headers.get('Retry-After')).toBe(String(6 * DAY));
    expect(wordsOf(sent)).toContain('try again in 6 days, or ask the vendor.');
    fixture.clock.nowSeconds += 6 * DAY;
    expect(wordsOf(await ask(`/licenses/${licenseId}/activate`, { cookie }))).not.toContain(
      'can take a free seat from',
    );
  });

  test('where the seat is left: giving back says it, and a move that would get stuck half-way is not offered', async () => {
    const fixture = await openPages({ seats: 1 });
    const { ask, licenseId, portal } = fixture;
    const activationId = await passOn(fixture, 5, 'sits');
    const cookie = await fixture.withKey();
    const own = `/licenses/${licenseId}/machines/${activationId}`;
    for (const path of ['/give-back', '/replace']) {
      const page = await ask(own + path, { cookie });
      expect(wordsOf(page), path).toContain('another machine can take the seat only from');
      expect(wordsOf(page), path).not.toContain('The seat is free at once.');
      expect(page.text, path).toContain(`datetime="${SEATS_OPEN}"`);
    }
    const move = await ask(`${own}/move`, { cookie });
    expect(wordsOf(move)).toContain('This seat can move to another machine from');
    expect(move.text).toContain(`datetime="${SEATS_OPEN}"`);
    expect(move.text).not.toContain(`action="${own}/move"`);
    // Whoever had the page open from before is not left without a machine either.
    const sent = await ask(`${own}/move`, {
      cookie,
      form: { receipt: 'anything', machine: newMachine().request(), label: '', attempt: crypto.randomUUID() },
    });
    expect(sent.status).toBe(429);
    expect(await portal.machines.view({ licenseId, activationId })).toMatchObject({ state: 'active' });
  });

  test('says nothing while there are changes left, or another seat is open', async () => {
    const fixture = await openPages({ seats: 2 });
    const { ask, licenseId } = fixture;
    const activationId = await passOn(fixture, 0, 'sits');
    const cookie = await fixture.withKey();
    const own = `/licenses/${licenseId}/machines/${activationId}`;
    for (const path of ['/give-back', '/move', '/replace']) {
      expect(wordsOf(await ask(own + path, { cookie })), path).not.toContain('seat only from');
    }
    expect((await ask(`${own}/move`, { cookie })).text).toContain(`action="${own}/move"`);
    expect(wordsOf(await ask(`/licenses/${licenseId}`, { cookie }))).not.toContain('can take a free seat from');
  });

  test('names no date where the seats stay with their first machines', async () => {
    const fixture = await openPages({ seats: 1, changesPer30Days: 0 });
    const { ask, licenseId } = fixture;
    const activationId = await passOn(fixture, 0, 'sits');
    const cookie = await fixture.withKey();
    const own = `/licenses/${licenseId}/machines/${activationId}`;
    const page = await ask(`${own}/give-back`, { cookie });
    expect(wordsOf(page)).toContain('no other machine can take the seat');
    expect(wordsOf(page)).not.toMatch(/\b9999\b/);
    expect(wordsOf(await ask(`${own}/move`, { cookie }))).toContain(
      'The seats of this license stay with their first machines',
    );
  });
});
