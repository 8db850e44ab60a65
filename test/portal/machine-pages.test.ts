// Pages of one machine that must not lead into a dead end, or leave somebody without an answer.
import { describe, expect, test } from 'vitest';
import { newMachine } from './fixture.ts';
import { built, openPages, unlessBuilt, wordsOf } from './pages-fixture.ts';

async function openMachine(machine: string) {
  const fixture = await openPages();
  const { portal, licenseKey, licenseId, ask } = fixture;
  const result = await portal.activate({ licenseKey, machine, label: 'Oven' });
  if (!result.ok) throw new Error(result.problem.error);
  const cookie = await fixture.withKey();
  const own = `/licenses/${licenseId}/machines/${result.activation.id}`;
  return { own, ask: (path: string, more = {}) => ask(path, { cookie, ...more }) };
}

describe.skipIf(!built)(`the pages of a machine${unlessBuilt}`, () => {
  test('ask for no receipt where there can be none, and lead to what works', async () => {
    const { own, ask } = await openMachine('SN-12345');
    for (const path of ['/move', '/give-back']) {
      const page = await ask(own + path);
      expect(wordsOf(page), path).toContain('cannot make a receipt');
      expect(page.text, path).not.toContain('name="receipt"');
      expect(page.text, path).toContain(`class="button primary" href="${own}/replace"`);
    }
    expect(wordsOf(await ask(`${own}/move`, { language: 'de' }))).toContain('kann sie keine Quittung machen');
  });

  test('ask for the receipt of a machine that can make one', async () => {
    const { own, ask } = await openMachine(newMachine().request());
    const page = await ask(`${own}/move`);
    expect(page.text).toContain('name="receipt"');
    expect(wordsOf(page)).not.toContain('cannot make a receipt');
  });

  test('say that a replacement was undone, and where reading begins', async () => {
    const { own, ask } = await openMachine(newMachine().request());
    expect((await ask(`${own}/replace`, { form: { confirm: 'yes' } })).status).toBe(200);
    const undone = await ask(`${own}/replace`, { form: { undo: 'yes' } });
    expect(undone.status).toBe(303);
    const page = await ask(undone.headers.get('Location') ?? '');
    expect(page.text).toMatch(
      /<p class="notice" role="status" tabindex="-1" autofocus[^>]*>.*The machine has its seat again\./s,
    );
    const renamed = await ask(own, { form: { label: 'Oven 2' } });
    expect(renamed.text).toMatch(
      /<div class="notice" role="status" tabindex="-1" autofocus[^>]*>.*It is called Oven 2 now\./s,
    );
    expect((await ask(own)).text).not.toContain('class="notice"');
  });
});

describe.skipIf(!built)(`a form that is too large${unlessBuilt}`, () => {
  test('is refused before it is read, by a page in the language of its reader that says what to choose', async () => {
    const { ask } = await openPages();
    const form = { machine: 'x'.repeat(140_000), licenseKey: '', label: '', attempt: crypto.randomUUID() };
    const page = await ask('/', { form });
    expect(page.status).toBe(413);
    expect(wordsOf(page)).toContain('choose the file that the machine made, not a photo of it');
    expect(page.text).toContain('href="/"');
    const german = await ask('/', { form, language: 'de' });
    expect(german.status).toBe(413);
    expect(wordsOf(german)).toContain('wählen Sie die Datei, die die Maschine gemacht hat');
    expect(german.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  });
});
