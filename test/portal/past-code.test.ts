// A code that is past its time: whoever looks at it is told before carrying it to a machine that will refuse it.
import { describe, expect, test } from 'vitest';
import { DAY, newMachine } from './fixture.ts';
import { built, openPages, unlessBuilt, wordsOf } from './pages-fixture.ts';

/** A machine that was activated so many days ago, by the clock that the pages go by. */
async function activatedAgo(days: number, product: { termSeconds: number; offlineSeconds: number }) {
  const fixture = await openPages(product);
  const { portal, licenseKey, licenseId, clock } = fixture;
  const now = Math.floor(Date.now() / 1000);
  clock.nowSeconds = now - days * DAY;
  const result = await portal.activate({ licenseKey, machine: newMachine().request() });
  if (!result.ok) throw new Error(result.problem.error);
  clock.nowSeconds = now;
  const cookie = await fixture.withKey();
  const own = `/licenses/${licenseId}/machines/${result.activation.id}`;
  const look = async (path: string, language = 'en') => {
    const page = await fixture.ask(own + path, { cookie, language });
    return { words: wordsOf(page), text: page.text };
  };
  return { look, own };
}

describe.skipIf(!built)(`a machine whose check-in was due${unlessBuilt}`, () => {
  test('is not given its old code without a word: a fresh one is the first thing offered', async () => {
    const { look, own } = await activatedAgo(30, { termSeconds: 365 * DAY, offlineSeconds: 14 * DAY });
    const page = await look('/code');
    expect(page.words).toMatch(/again This code has stopped working\. Get a fresh one instead of it\. Renew/);
    expect(page.text).toContain(`class="button primary" href="${own}/renew"`);
    expect(page.words).not.toContain('Until then the machine needs');
    expect((await look('/code', 'de')).words).toContain('Dieser Code gilt nicht mehr. Holen Sie einen neuen');
  });

  test('would not go on working when it is replaced, and that is said', async () => {
    const { look } = await activatedAgo(30, { termSeconds: 365 * DAY, offlineSeconds: 14 * DAY });
    const { words } = await look('/replace');
    expect(words).toContain('Its last code worked only until');
    expect(words).not.toContain('would go on working');
    expect((await look('/replace', 'de')).words).toContain('Ihr letzter Code galt nur bis');
  });
});

describe.skipIf(!built)(`a code that is good${unlessBuilt}`, () => {
  test('has no such word', async () => {
    const { look } = await activatedAgo(3, { termSeconds: 365 * DAY, offlineSeconds: 14 * DAY });
    const code = await look('/code');
    expect(code.words).toContain('Until then the machine needs');
    expect(code.words).not.toContain('stopped working');
    expect((await look('/replace')).words).toContain('Without internet its last code would go on working until');
  });
});
