// The console's work: statistics, machines, the audit log, signing keys, API keys and webhooks, as an owner does it.
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { AirGapped, newParts } from './machine.ts';
import { activate, address, expectAccessible, follow, licenseKey, readRows } from './portal.ts';
import { Receiver } from './receiver.ts';
import { signInAsOwner } from './team.ts';

const console_ = `${address}/console`;

test.beforeEach(async ({ page }) => {
  await signInAsOwner(page);
});

test.describe('statistics', () => {
  test('are drawn, and say the same in a table', async ({ page }) => {
    await page.goto(`${console_}/statistics`);
    const plot = page.locator('section.plot').filter({ hasText: 'Validations over the network' });
    await expect(plot.locator('svg.wide')).toBeVisible();
    await expect(plot.locator('svg.narrow')).toBeHidden();
    await expect(plot.locator('svg.wide')).toHaveAccessibleName('Validations over the network');
    await expect(plot.locator('svg.wide')).toHaveAccessibleDescription(/Validations over the network from .+ in all/);
    const legend = await plot.locator('.legend li').allTextContents();
    await plot.getByText('As a table').click();
    const good = await plot.locator('tbody tr td:nth-of-type(1)').allTextContents();
    expect(good).toHaveLength(30);
    const sum = good.reduce((total, text) => total + Number(text.replaceAll(',', '')), 0);
    expect(sum).toBeGreaterThan(10);
    expect(legend[0]?.trim()).toBe(`Good: ${sum}`);
    const bars = await plot.locator('svg.wide .bar > rect.series-0').count();
    expect(bars).toBe(good.filter((text) => text !== '0').length);
  });

  test('say what was not measured, and narrow down to one product', async ({ page }) => {
    await page.goto(`${console_}/statistics?days=365`);
    const plot = page.locator('section.plot').filter({ has: page.getByRole('heading', { name: 'Activations' }) });
    await expect(plot.locator('svg.wide').getByText('Not measured', { exact: true })).toBeVisible();
    await expect(plot).toContainText('Counting began with the first product');
    await page.getByLabel('Product').selectOption('Plant Control (sample product)');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page).toHaveURL(/days=365/);
    await expect(page.locator('.tile').filter({ hasText: 'Active licenses' })).toContainText('of 1 sold');
    await expect(page.locator('#endings-title')).toBeVisible();
    await expect(page.locator('.plot').filter({ hasText: 'What ends when' }).locator('.legend')).toHaveText(
      'Plant Control (sample product): 1',
    );
  });

  test('can be read on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 375, height: 800 });
    await page.goto(`${console_}/statistics?days=90`);
    const svg = page.locator('section.plot svg.narrow').first();
    await expect(svg).toBeVisible();
    const letters = await svg.locator('text.tick').first().boundingBox();
    expect(letters?.height ?? 0).toBeGreaterThan(11);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });
});

test.describe('machines', () => {
  test('a seat is freed after a question, and the way back is offered', async ({ page }) => {
    await page.goto(`${console_}/machines`);
    await page.getByRole('searchbox').fill('control');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Control room' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Control room');
    await page.getByRole('link', { name: 'Free its seat' }).click();
    await expect(page.getByRole('main')).toContainText('The machine is not told.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Free the seat' }).click();
    await expect(page.getByText('The seat is free now.')).toBeVisible();
    await expect(page.locator('.standing')).toContainText('Replaced');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('The machine has its seat again.')).toBeVisible();
    await expect(page.locator('.standing')).toContainText('Check in by');
    await expect(page.locator('.history')).toContainText('Freed seat given back');
  });

  test('that nobody has are found by nobody, and the page says how to go on', async ({ page }) => {
    await page.goto(`${console_}/machines?q=no-such-machine`);
    await expect(page.getByRole('main')).toContainText('No machine fits this search.');
    await page.getByRole('link', { name: 'Show all machines' }).click();
    await expect(page.getByRole('row')).not.toHaveCount(0);
    await page.goto(`${console_}/machines?cursor=nonsense`);
    await expect(page).toHaveURL(/\/console\/machines$/);
    const missing = await page.goto(`${console_}/machines/no-such-machine`);
    expect(missing?.status()).toBe(404);
  });
});

test.describe('activity', () => {
  test('the chain is verified, narrowed down and exported', async ({ page }) => {
    await page.goto(`${console_}/activity`);
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText(
      /The chain is whole: \d+ entries were computed again/,
    );
    await page.getByLabel('What').selectOption('product.added');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(page).toHaveURL(/product\.added/);
    await expect(page.locator('table.log tbody tr').filter({ hasText: 'Product added' })).not.toHaveCount(0);
    await expect(page.locator('table.log tbody tr').filter({ hasNotText: 'Product added' })).toHaveCount(0);
    await page.getByText('Details').first().click();
    await expect(page.locator('dl.entry').first()).toContainText('product.added');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as JSON' }).click(),
    ]);
    const file: { head: { sequence: number; hash: string }; logs: { sequence: number; hash: string }[] } = JSON.parse(
      await readFile(await download.path(), 'utf8'),
    );
    expect(file.logs.map(({ sequence }) => sequence)).toEqual(file.logs.map((_, i) => i + 1));
    expect(file.logs.at(-1)).toMatchObject(file.head);
    const csv = await page.request.get(`${console_}/activity/export?format=csv`);
    expect((await csv.text()).trimEnd().split('\r\n').length).toBeGreaterThan(file.logs.length);
  });

  test('a day that is none is refused beside its field', async ({ page }) => {
    const answer = await page.goto(`${console_}/activity?since=2026-02-30`);
    expect(answer?.status()).toBe(422);
    await expect(page.locator('#since-error')).toContainText('This is no day');
    await expectAccessible(page);
    await page.goto(`${console_}/activity?since=2999-01-01`);
    await expect(page.getByRole('main')).toContainText('No entry fits this choice.');
  });
});

test.describe('signing keys', () => {
  test('are rotated: old codes still verify, new ones carry the new key', async ({ page }) => {
    using early = new AirGapped(newParts());
    using late = new AirGapped(newParts());
    const before = await codeFor(page, early, 'Before rotation');
    await page.goto(`${console_}/signing-keys`);
    const old = (await page.locator('tbody tr').filter({ hasText: 'Signs' }).getByRole('link').textContent()) ?? '';
    await page.getByRole('link', { name: 'Make a key' }).click();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.getByRole('main')).toContainText('The key is there and waits.');
    const kid = /([0-9a-f]{16})/.exec(page.url())?.[1] ?? '';
    await page.getByRole('link', { name: 'Let this key sign' }).click();
    await expect(page.getByRole('main')).toContainText(`Key ${old} is retired.`);
    await page.getByRole('button', { name: 'Let it sign' }).click();
    await expect(page.locator('#sure-error')).toContainText('without it they refuse new codes');
    await expectAccessible(page);
    await page.getByLabel('The applications that get new codes embed this key').check();
    await page.getByRole('button', { name: 'Let it sign' }).click();
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText(`Key ${kid} signs from now on.`);
    const after = await codeFor(page, late, 'After rotation');
    expect(await early.install(before)).toMatchObject({ installed: true, reason: 'licensed' });
    expect(await late.install(after)).toMatchObject({ installed: true, reason: 'licensed' });
    await page.goto(`${console_}/signing-keys`);
    await expect(page.locator('tr').filter({ hasText: kid })).toContainText('1 code');
    await expect(page.locator('tr').filter({ hasText: old })).toContainText('Retired');
  });

  test('go to escrow under a passphrase that is judged, and come back', async ({ page }) => {
    await page.goto(`${console_}/signing-keys`);
    const signs = await follow(page, page.locator('tbody tr').filter({ hasText: 'Signs' }).getByRole('link'));
    const kid = /([0-9a-f]{16})/.exec(signs)?.[1] ?? '';
    await page.getByRole('link', { name: 'Take it to escrow' }).click();
    await page.getByLabel('Passphrase', { exact: true }).fill('qwertyuiop123456');
    await expect(page.locator('#passphrase-reading')).toContainText('Too easy to guess');
    await page.getByRole('button', { name: 'Download the sealed key' }).click();
    await expect(page.locator('#passphrase-error')).toContainText('Too easy to guess');
    await expectAccessible(page);
    await page.getByLabel('Passphrase', { exact: true }).fill('marble otter trombone window');
    await page.getByLabel('The same passphrase again').fill('marble otter trombone');
    await page.getByRole('button', { name: 'Download the sealed key' }).click();
    await expect(page.locator('#again-error')).toContainText('not the same');
    await page.getByLabel('Passphrase', { exact: true }).fill('marble otter trombone window');
    await page.getByLabel('The same passphrase again').fill('marble otter trombone window');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the sealed key' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`signing-key-${kid}.sealed`);
    const sealed = await readFile(await download.path());
    expect(sealed.subarray(0, 8).toString()).toBe('LKSEAL1\n');
    await page.goto(`${console_}/signing-keys/import`);
    const bring = async (passphrase: string) => {
      const file = { name: 'key.sealed', mimeType: 'application/octet-stream', buffer: sealed };
      await page.getByLabel('The sealed file').setInputFiles(file);
      await page.getByLabel('Its passphrase').fill(passphrase);
      await page.getByRole('button', { name: 'Bring the key back' }).click();
    };
    await bring('another passphrase entirely');
    await expect(page.locator('#passphrase-error')).toContainText('The passphrase is wrong');
    await bring('marble otter trombone window');
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText(`Key ${kid} is here.`);
  });
});

test.describe('API keys', () => {
  test('are made, used and revoked', async ({ page }) => {
    await page.goto(`${console_}/api-keys/new`);
    await page.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.locator('.error-summary li')).toHaveCount(2);
    await expectAccessible(page);
    await page.getByLabel('Name', { exact: true }).fill('Web shop');
    await page.getByLabel(/see counts/).check();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your new API key');
    await expectAccessible(page);
    const key = (await page.locator('#api-key').textContent()) ?? '';
    const ask = (path: string) =>
      fetch(`${address}/api/v1/portal/${path}`, { headers: { Authorization: `Bearer ${key}` } });
    expect((await ask('stats')).status).toBe(200);
    expect((await ask('licenses')).status).toBe(403); // beyond its scope
    await page.reload(); // the same form again: the same key, not a second one
    await expect(page.locator('#api-key')).toHaveText(key);
    await page.getByRole('link', { name: 'I have it' }).click();
    await expect(page.locator('tbody tr').filter({ hasText: 'Web shop' })).toHaveCount(1);
    expect(await page.content()).not.toContain(key);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Revoke Web shop' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText('The key is revoked.');
    expect((await ask('stats')).status).toBe(401);
  });
});

test.describe('webhooks', () => {
  const receiver = new Receiver();
  test.afterAll(() => receiver.stop());

  test('an address inside of a network is refused in words, and what was typed is kept', async ({ page }) => {
    await page.goto(`${console_}/webhooks/new`);
    for (const [url, sentence] of [
      ['', 'Enter the address of your server'],
      ['https://10.0.0.1/hooks', 'A webhook goes to a public address.'],
      ['https://me:secret@example.com/', 'carries no user name or password'],
      ['ftp://example.com/', 'begins with https://'],
    ] as const) {
      await page.getByRole('textbox', { name: 'Address' }).fill(url);
      await page.getByRole('button', { name: 'Add the webhook' }).click();
      await expect(page.locator('#url-error')).toContainText(sentence);
      await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(url);
    }
    await expectAccessible(page);
  });

  test('a message that fails is seen in the log, sent again and delivered', async ({ page }) => {
    const url = await receiver.start();
    await page.goto(`${console_}/webhooks/new`);
    await page.getByRole('textbox', { name: 'Address' }).fill(url);
    await page.getByRole('button', { name: 'Add the webhook' }).click();
    const secret = (await page.locator('#secret').textContent()) ?? '';
    expect(secret).toMatch(/^whsec_/);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'I have it' }).click();
    receiver.status = 503;
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText('on its way');
    const row = page.locator('tbody tr').filter({ hasText: 'Webhook tested' });
    await expect(async () => {
      await page.reload();
      await expect(row).toContainText('answer 503');
    }).toPass({ timeout: 60_000 });
    await expectAccessible(page);
    await row.getByRole('link').click();
    await expect(page.locator('.standing')).toContainText('Tried again');
    await expect(page.locator('pre')).toContainText('"type": "webhook.tested"');
    receiver.status = 200;
    await page.getByRole('button', { name: 'Send it again' }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.locator('.standing')).toContainText('Delivered');
    }).toPass({ timeout: 60_000 });
    await expectAccessible(page);
    const tests = receiver.received.filter(({ body }) => body.includes('"webhook.tested"'));
    expect(tests.length).toBeGreaterThan(1);
    expect(new Set(tests.map(({ headers }) => headers['webhook-id'])).size).toBe(1); // the same message
    expect(tests.filter(({ headers, body }) => !isSigned(headers, body, secret))).toEqual([]);
    await page.goto(`${console_}/webhooks/deliveries?state=success`);
    await expect(page.locator('tbody tr').first()).toContainText('Delivered');
    await expectAccessible(page);
  });

  test('a secret is replaced, the webhook changed, switched off and removed', async ({ page }) => {
    await page.goto(`${console_}/webhooks`);
    await page
      .getByRole('link', { name: /127\.0\.0\.1/ })
      .first()
      .click();
    await page.getByRole('link', { name: 'Replace the secret' }).click();
    await expect(page.getByRole('main')).toContainText('two signatures');
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    await expect(page.locator('#secret')).toHaveText(/^whsec_/);
    await page.getByRole('link', { name: 'I have it' }).click();
    await page.getByLabel('Only these').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('#events-error')).toContainText('Choose what it hears of.');
    await page.getByLabel(/License suspended/).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText('Saved.');
    await expect(page.getByLabel(/License suspended/)).toBeChecked();
    await page.getByRole('button', { name: 'Switch it off' }).click();
    await expect(page.locator('.standing')).toContainText('Off');
    await page.getByRole('link', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove the webhook' }).click();
    await expect(page.locator('.notice, .chain [role="status"]')).toContainText('The webhook was removed.');
    await expect(page.getByRole('link', { name: /127\.0\.0\.1/ })).toHaveCount(0);
  });
});

/** The code of a machine that is activated now. */
async function codeFor(page: Page, machine: AirGapped, label: string): Promise<string> {
  const { file } = await machine.request(label);
  await activate(page, file, label);
  return await readRows(page);
}

/** Standard Webhooks: HMAC over the id, the time and the body. */
function isSigned(headers: Receiver['received'][number]['headers'], body: string, secret: string): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(signed);
  return String(headers['webhook-signature'])
    .split(' ')
    .includes(`v1,${mac.digest('base64')}`);
}

test('the license key of the demo is on none of these pages', async ({ page }) => {
  for (const path of ['statistics', 'machines', 'activity', 'signing-keys', 'api-keys', 'webhooks']) {
    await page.goto(`${console_}/${path}`);
    expect(await page.locator('main').innerHTML()).not.toContain(licenseKey);
  }
});

/** What only looks; forms and what follows them are looked at by the tests above. */
const PAGES = [
  'statistics?days=30',
  'statistics?days=365&product=demo-app',
  'machines',
  'machines?q=nobody',
  'activity?verify=yes',
  'activity?what=license',
  'signing-keys',
  'signing-keys/new',
  'signing-keys/import',
  'api-keys',
  'api-keys/new',
  'webhooks',
  'webhooks/new',
  'webhooks/deliveries',
  'webhooks/deliveries?state=failed&webhook=none',
];

for (const scheme of ['light', 'dark'] as const) {
  const tag = scheme === 'dark' ? '@full' : [];
  test(`every page is accessible when it is ${scheme}, and fits a phone`, { tag }, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of PAGES) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${console_}/${path}`);
      await expectAccessible(page);
      await page.setViewportSize({ width: 375, height: 800 });
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect({ path, tooWide }).toEqual({ path, tooWide: 0 });
    }
    for (const list of ['machines', 'signing-keys']) {
      await page.goto(`${console_}/${list}`);
      await page.locator('tbody th a').first().click();
      await expect(page.locator('.standing')).toBeVisible();
      await expectAccessible(page);
    }
  });
}

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false, locale: 'de-DE' });

  test('an API key is made and revoked, in German', async ({ page }) => {
    await page.goto(`${console_}/api-keys/new`);
    await page.getByLabel('Bezeichnung').fill('Skript');
    await page.getByLabel(/Zahlen sehen/).check();
    await page.getByRole('button', { name: 'Schlüssel erzeugen' }).click();
    await expect(page.locator('#api-key')).toHaveText(/^lkapi_[0-9a-f]{16}_/);
    await page.getByRole('link', { name: 'Ich habe ihn' }).click();
    await page.getByRole('link', { name: 'Widerrufen Skript' }).click();
    await page.getByRole('button', { name: 'Schlüssel widerrufen' }).click();
    await expect(page.locator('.notice')).toContainText('Der Schlüssel ist widerrufen.');
  });

  test('a refusal is said in German as well', async ({ page }) => {
    await page.goto(`${console_}/webhooks/new`);
    await page.getByLabel('Adresse', { exact: true }).fill('https://192.168.1.1/');
    await page.getByRole('button', { name: 'Webhook anlegen' }).click();
    await expect(page.locator('#url-error')).toContainText('Ein Webhook geht an eine öffentliche Adresse.');
  });
});
