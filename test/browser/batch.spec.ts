// Many machines at once: a folder of requests in, one .zip or a stack of sheets out.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { signInWithKey } from './account.ts';
import { AirGapped, newParts } from './machine.ts';
import { address, follow, withSlip } from './portal.ts';

test('each file has its own result, and the .zip holds a code for each machine', async ({ page }) => {
  test.setTimeout(120_000);
  using first = new AirGapped(newParts());
  using second = new AirGapped(newParts());
  const license = await signInWithKey(page);
  await page.goto(`${address}/licenses/${license}/batch`);
  await page.getByLabel('Request files').setInputFiles([
    lkr('line-1.lkr', (await first.request('Line')).file),
    lkr('broken.lkr', withSlip((await second.request('Line')).file, 2).text),
    lkr('line-2.lkr', `\ufeff${(await second.request('Line')).file}`, 'utf16le'), // as some editors save it (A17)
    lkr('holiday.lkr', 'x'.repeat(20_000)),
    lkr('empty.lkr', ''),
  ]);
  await page.getByRole('button', { name: 'Activate all of them' }).click();
  await expect(page.locator('#summary')).toHaveText('2 codes, 3 refused.');
  await expect(page.locator('#results li').nth(0)).toContainText('activated');
  await expect(page.locator('#results li').nth(1)).toContainText('Row 2');
  await expect(page.locator('#results li').nth(3)).toContainText('too large');
  await expect(page.locator('#results li').nth(4)).toContainText('This file is empty; copy it from the machine again.');

  const files = await downloadZip(page);
  expect(Object.keys(files)).toEqual(['Line.lic', 'Line 2.lic']);
  // Each machine finds its own among them, by itself.
  for (const machine of [first, second]) {
    const all = join(machine.home, 'all');
    mkdirSync(all);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(all, name), text);
    const { out } = await machine.latchkey(['install', '--from', all, '--json']);
    expect(JSON.parse(out)).toMatchObject({ installed: true, signedTime: true });
  }
  await giveBack(page, first, second);
});

test('a dropped folder is read however deep, and sheets are printed one to a page', async ({ page }) => {
  using first = new AirGapped(newParts());
  using second = new AirGapped(newParts());
  const license = await signInWithKey(page);
  await page.goto(`${address}/licenses/${license}/batch`);
  const requests = [(await first.request('Saw 1')).file, (await second.request('Saw 2')).file];
  // A browser under test cannot be given a folder; files dropped together take the same way.
  const dropped = await page.evaluateHandle((texts) => {
    const data = new DataTransfer();
    for (const [i, text] of texts.entries()) data.items.add(new File([text], `saw-${i}.lkr`));
    data.items.add(new File(['notes'], 'notes.txt'));
    return data;
  }, requests);
  await page.locator('#batch').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(page.locator('#summary')).toHaveText('All 2 machines have their codes.');
  await page.getByRole('button', { name: 'Sheets to print' }).click();
  await expect(page.locator('.pass')).toHaveCount(2);
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(2);
  for (const [machine, i] of [
    [first, 0],
    [second, 1],
  ] as const) {
    const groups = await page.locator('.pass').nth(i).locator('.groups > span').allTextContents();
    expect(await machine.install(groups.join('-'))).toMatchObject({ installed: true });
  }
  await giveBack(page, first, second);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the same form does the same', async ({ page }) => {
    using machine = new AirGapped(newParts());
    const license = await signInWithKey(page);
    await page.goto(`${address}/licenses/${license}/batch`);
    await page.getByRole('button', { name: 'Activate all of them' }).click();
    await expect(page.locator('#files-error')).toContainText('Choose the request files');
    await page
      .getByLabel('Request files')
      .setInputFiles([lkr('a.lkr', (await machine.request('Drill')).file), lkr('b.lkr', 'nothing'), lkr('c.lkr', '')]);
    await page.getByRole('button', { name: 'Activate all of them' }).click();
    await expect(page.locator('#summary')).toHaveText('1 code, 2 refused.');
    expect(Object.keys(await downloadZip(page))).toEqual(['Drill.lic']);
    await follow(page, page.getByRole('link', { name: 'Show the code again' }));
    const code = (await page.locator('#rows .groups > span').allTextContents()).join('-');
    expect(await machine.install(code)).toMatchObject({ installed: true });
    await giveBack(page, machine);
  });
});

test('D3 the .zip holds no code of a machine of another license', async ({ page, request }) => {
  const license = await signInWithKey(page);
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await request.post(`${address}/licenses/${license}/codes`, {
    form: { machine: '00000000-0000-4000-8000-000000000000', as: 'zip' },
    headers: { Origin: address, Cookie: cookies },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
});

function lkr(name: string, text: string, encoding: BufferEncoding = 'utf8') {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text, encoding) };
}

async function downloadZip(page: Page): Promise<Record<string, string>> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download all codes as one .zip' }).click();
  const archive = unzipSync(new Uint8Array(await readFile(await (await download).path())));
  return Object.fromEntries(Object.entries(archive).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

async function giveBack(page: Page, ...machines: AirGapped[]): Promise<void> {
  for (const machine of machines) {
    await page.goto(`${address}/give-back`);
    await page.getByLabel('Receipt', { exact: true }).fill(readFileSync((await machine.release()).path, 'utf8'));
    await page.getByRole('button', { name: 'Free the seat' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The seat is free');
  }
}
