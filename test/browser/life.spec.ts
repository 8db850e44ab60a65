// The whole life of a machine without internet, by its owner alone: activate, check, renew, change parts, give back, hand the seat
// on, replace a dead one. On the other side is the real command of the Node client.
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { seatsUsed, signInWithKey } from './account.ts';
import { AirGapped, newParts, photographed, png } from './machine.ts';
import { readPicture, readQr } from './picture.ts';
import { address, readRows } from './portal.ts';

test('by files on a stick, from the first activation to a dead machine', async ({ page }) => {
  test.setTimeout(120_000);
  using press = new AirGapped(newParts());
  const license = await signInWithKey(page);
  const before = await seatsUsed(page);

  // Activate.
  await activateByFile(page, license, (await press.request('Press line 7')).path);
  await expect(page.locator('.pass-machine')).toContainText('Press line 7');
  expect(await press.install(await downloadCode(page))).toMatchObject({ installed: true, reason: 'licensed' });
  expect(await press.status()).toMatchObject({ installed: true, accepted: true });
  const machinePage = await openMachine(page, license, 'Press line 7');
  expect(await seats(page, license)).toBe(before + 1);

  // Renew without a request.
  await page.goto(`${machinePage}/renew`);
  await page.getByRole('button', { name: 'Get a fresh code' }).click();
  await expect(page.getByText('This is the fresh code')).toBeVisible();
  expect(await press.install(await readRows(page))).toMatchObject({ installed: true, reason: 'licensed' });

  // Its disk was exchanged: it goes on working, and is known again.
  const parts = newParts();
  const worn = newParts();
  using changed = new AirGapped(parts);
  await activateByFile(page, license, (await changed.request('Robot arm')).path);
  await changed.install(await readRows(page));
  changed.change({ ...parts, disk: worn.disk });
  expect(await changed.status()).toMatchObject({ accepted: true });
  await activateByFile(page, license, (await changed.request('Robot arm', ['--new'])).path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your activation code, again');
  expect(await changed.install(await readRows(page))).toMatchObject({ installed: true, signedTime: true });
  expect(await seats(page, license)).toBe(before + 2);

  // Give back with a receipt.
  const receipt = await press.release();
  await page.goto(`${machinePage}/give-back`);
  await page.getByLabel('Or choose the file from the machine').setInputFiles(receipt.path);
  await expect(page.locator('#receipt-reading')).toHaveText('Receipt complete.');
  await page.getByRole('button', { name: 'Free the seat' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The seat is free');
  await expect(page.getByText('Press line 7 has given its license back.')).toBeVisible();
  expect(await press.status()).toMatchObject({ installed: false });
  expect(await seats(page, license)).toBe(before + 1);

  // The same receipt again changes nothing.
  await page.goto(`${address}/give-back`);
  await page.getByLabel('Receipt', { exact: true }).fill(receipt.file);
  await page.getByRole('button', { name: 'Free the seat' }).click();
  await expect(page.getByText('This receipt was entered before')).toBeVisible();
  expect(await seats(page, license)).toBe(before + 1);

  // Another machine takes the seat.
  using successor = new AirGapped(newParts());
  await activateByFile(page, license, (await successor.request('Press line 8')).path);
  expect(await successor.install(await readRows(page))).toMatchObject({ installed: true });
  expect(await seats(page, license)).toBe(before + 2);

  // It dies; its seat is freed, and a third machine takes it.
  const dead = await openMachine(page, license, 'Press line 8');
  await page.goto(`${dead}/replace`);
  await page.getByRole('button', { name: 'Replace this machine' }).click();
  await expect(page.locator('#confirm-error')).toContainText('Say that the machine will not be used');
  await page.getByLabel('Press line 8 will not be used any more.').check();
  await page.getByRole('button', { name: 'Replace this machine' }).click();
  await expect(page.getByText('Press line 8 was replaced.')).toBeVisible();
  expect(await seats(page, license)).toBe(before + 1);

  // Undone, and done again.
  await page.goto(dead);
  await page.getByRole('button', { name: 'Undo: the machine is still there' }).click();
  await expect(page.getByRole('status')).toHaveText('The machine has its seat again.');
  expect(await seats(page, license)).toBe(before + 2);
  await page.goto(`${dead}/replace`);
  await page.getByLabel('Press line 8 will not be used any more.').check();
  await page.getByRole('button', { name: 'Replace this machine' }).click();
  await expect(page.getByText('Press line 8 was replaced.')).toBeVisible();

  using last = new AirGapped(newParts());
  await activateByFile(page, license, (await last.request('Press line 9')).path);
  expect(await last.install(await readRows(page))).toMatchObject({ installed: true });
  await giveBackQuietly(page, last);
  await giveBackQuietly(page, changed);
  expect(await seats(page, license)).toBe(before);
});

test('by pictures alone, from the first activation to a dead machine', async ({ page }) => {
  test.setTimeout(120_000);
  const parts = newParts();
  using kiln = new AirGapped(parts);
  const license = await signInWithKey(page);
  const before = await seatsUsed(page);

  // Activate.
  await activateByPicture(page, license, (await kiln.request('Kiln 9')).picture, 'Kiln 9');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your activation code');
  expect(await kiln.install(await readQr(page))).toMatchObject({ installed: true, reason: 'licensed' });

  // Renew without a request: the machine's camera reads the fresh code off the page.
  await page.goto(`${await openMachine(page, license, 'Kiln 9')}/renew`);
  await page.getByRole('button', { name: 'Get a fresh code' }).click();
  await expect(page.getByText('This is the fresh code')).toBeVisible();
  expect(await kiln.install(await readQr(page))).toMatchObject({ installed: true, reason: 'licensed' });

  // Its disk was exchanged: it is known again by the picture of a new request.
  kiln.change({ ...parts, disk: newParts().disk });
  expect(await kiln.status()).toMatchObject({ accepted: true });
  await activateByPicture(page, license, (await kiln.request('Kiln 9', ['--new'])).picture, 'Kiln 9');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your activation code, again');
  expect(await kiln.install(await readQr(page))).toMatchObject({ installed: true, signedTime: true });
  expect(await seats(page, license)).toBe(before + 1);

  // Give back with a receipt.
  const receipt = photographed((await kiln.release()).picture);
  await page.goto(`${address}/give-back`);
  await choosePicture(page, '#receiptPicture', png(receipt));
  await expect(page.locator('#receipt-reading')).toHaveText('Receipt complete.');
  await page.getByRole('button', { name: 'Free the seat' }).click();
  await expect(page.getByText('Kiln 9 has given its license back.')).toBeVisible();
  expect(await kiln.status()).toMatchObject({ installed: false });
  expect(await seats(page, license)).toBe(before);

  // Another machine takes the seat and dies; its successor asks for the dead one's seat by a picture.
  using dying = new AirGapped(newParts());
  await activateByPicture(page, license, (await dying.request('Kiln 10')).picture, 'Kiln 10');
  expect(await dying.install(await readQr(page))).toMatchObject({ installed: true });
  await page.goto(`${await openMachine(page, license, 'Kiln 10')}/replace`);
  await page.getByLabel('Kiln 10 will not be used any more.').check();
  await page.getByRole('button', { name: 'Replace this machine' }).click();
  await expect(page.getByText('Kiln 10 was replaced.')).toBeVisible();
  using successor = new AirGapped(newParts());
  await activateByPicture(page, license, (await successor.request('Kiln 11')).picture, 'Kiln 11');
  expect(await successor.install(await readQr(page))).toMatchObject({ installed: true, reason: 'licensed' });
  expect(await seats(page, license)).toBe(before + 1);
  await giveBackQuietly(page, successor);
  expect(await seats(page, license)).toBe(before);
});

test('the picture of the request opens the portal with the request in it, and no key', async ({ page }) => {
  using machine = new AirGapped(newParts());
  const { picture } = await machine.request('Kiln 8', ['--portal', address]);
  const link = await readPicture(png(photographed(picture)));
  expect(link).toMatch(/^http:\/\/localhost:\d+\/#LKR1[0-9A-Z]+$/);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(link);
  await expect(page.locator('#machine-reading')).toContainText('Request code complete: Kiln 8');
  await expect(page.getByText('The request came with the picture that you scanned.')).toBeVisible();
  expect(page.url()).toBe(`${address}/`);
  expect(asked.filter((url) => url.includes('LKR1'))).toEqual([]);
  await expect(page.getByLabel('License key')).toBeFocused();

  // Signed in, one tap is enough: the browser keeps the request when it is led on.
  await signInWithKey(page);
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page).toHaveURL(/\/licenses\/[^/]+\/activate$/);
  await expect(page.locator('#machine-reading')).toContainText('Request code complete: Kiln 8');
});

test('moving takes one step: the receipt of the old machine, the request of the new', async ({ page }) => {
  using old = new AirGapped(newParts());
  using fresh = new AirGapped(newParts());
  const license = await signInWithKey(page);
  await activateByFile(page, license, (await old.request('Old saw')).path);
  await old.install(await readRows(page));
  const used = await seats(page, license);
  const machinePage = await openMachine(page, license, 'Old saw');

  await page.goto(`${machinePage}/move`);
  await page.getByRole('button', { name: 'Move the license' }).click();
  await expect(page.getByRole('alert').getByRole('link')).toHaveCount(2);
  await page.getByLabel('Receipt', { exact: true }).fill((await old.release()).file);
  await page.getByLabel('What the machine shows').fill((await fresh.request('New saw')).file);
  await page.getByRole('button', { name: 'Move the license' }).click();
  await expect(page.getByText('The old machine has given back')).toBeVisible();
  expect(await fresh.install(await readRows(page))).toMatchObject({ installed: true });
  expect(await seats(page, license)).toBe(used);
  await giveBackQuietly(page, fresh);
});

async function activateByPicture(page: Page, license: string, shown: string, label: string): Promise<void> {
  await page.goto(`${address}/licenses/${license}/activate`);
  await choosePicture(page, '#machinePicture', png(photographed(shown)));
  await expect(page.locator('#machine-reading')).toContainText(`Request code complete: ${label}`);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
}

async function activateByFile(page: Page, license: string, path: string): Promise<void> {
  await page.goto(`${address}/licenses/${license}/activate`);
  await page.getByLabel('Or choose the file from the machine').setInputFiles(path);
  await expect(page.locator('#machine-reading')).toContainText('Request code complete');
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page).toHaveURL(/\/code\?done=/);
}

async function downloadCode(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the file' }).click();
  return readFile(await (await download).path(), 'utf8');
}

/** The address of a machine's page, found in the list. */
async function openMachine(page: Page, license: string, name: string): Promise<string> {
  await page.goto(`${address}/licenses/${license}?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  return page.url();
}

async function seats(page: Page, license: string): Promise<number> {
  await page.goto(`${address}/licenses/${license}`);
  return seatsUsed(page);
}

async function giveBackQuietly(page: Page, machine: AirGapped): Promise<void> {
  await page.goto(`${address}/give-back`);
  await page.getByLabel('Receipt', { exact: true }).fill((await machine.release()).file);
  await page.getByRole('button', { name: 'Free the seat' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The seat is free');
}

async function choosePicture(page: Page, field: string, buffer: Buffer): Promise<void> {
  await page.locator(field).setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
}
