// The camera of the phone: Chromium is given a film in which the machine's screen is held in front of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { AirGapped, film, newParts, photographed } from './machine.ts';
import { address } from './portal.ts';

test('the request is read off the screen of the machine', async () => {
  using machine = new AirGapped(newParts());
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-film-'));
  const path = join(folder, 'screen.y4m');
  writeFileSync(path, film(photographed((await machine.request('Oven 4')).picture, 5)));
  const browser = await launchWithCamera([`--use-file-for-fake-video-capture=${path}`]);
  try {
    const page = await browser.newPage();
    await page.goto(`${address}/`);
    await page.getByRole('button', { name: 'Scan with the camera' }).click();
    await expect(page.locator('#machine-reading')).toContainText('Request code complete: Oven 4', { timeout: 20_000 });
    await expect(page.locator('.finder')).toBeHidden();
    expect(
      await page.locator('video').evaluate((video) => video instanceof HTMLVideoElement && video.srcObject === null),
    ).toBe(true);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});

test('the camera is closed by its button and by Escape, and the page says when there is none', async () => {
  const browser = await launchWithCamera([]);
  try {
    const page = await browser.newPage();
    await page.goto(`${address}/`);
    const start = page.getByRole('button', { name: 'Scan with the camera' });
    await start.click();
    await expect(page.getByText('Hold the QR code in front of the camera.')).toBeVisible();
    await page.getByRole('button', { name: 'Close the camera' }).click();
    await expect(page.locator('.finder')).toBeHidden();
    await expect(start).toBeFocused();
    await start.click();
    await expect(page.locator('.finder')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('.finder')).toBeHidden();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await start.click();
    await expect(page.locator('#machine-reading')).toContainText('The camera may not be used here');
  } finally {
    await browser.close();
  }
});

test('a picture without a code is said to be one', async ({ page }) => {
  await page.goto(`${address}/`);
  const blank = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTwOMwAAAABJRU5ErkJggg==',
    'base64',
  );
  await page.locator('#machinePicture').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: blank });
  await expect(page.locator('#machine-reading')).toContainText('No QR code was found');
});

function launchWithCamera(more: string[]) {
  const { executablePath, args = [] } = test.info().project.use.launchOptions ?? {};
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', ...more];
  return chromium.launch({ ...(executablePath && { executablePath }), args: [...args, ...camera] });
}
