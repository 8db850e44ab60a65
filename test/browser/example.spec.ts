// The example application in Chromium: its elements by keyboard, by file and by camera, in two languages, and what makes it installable.
import { readFileSync, writeFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import encodeQR from 'qr';
import { type Example, startExample } from '../../examples/inspection/start.ts';
import { findChromium } from '../../scripts/chromium.ts';

let example: Example;
test.beforeAll(async () => {
  example = await startExample({ seats: 100 });
});
test.afterAll(() => example.stop());

const field = (page: Page) => page.getByLabel('License key or activation code');
const status = (page: Page) => page.locator('#license license-status');

async function open(page: Page): Promise<void> {
  await page.goto(example.app);
  await expect(status(page)).toContainText(/Not activated|Licensed/);
}

async function activate(page: Page): Promise<void> {
  await open(page);
  await field(page).fill(example.licenseKey);
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Licensed until');
}

/** The answer to the request that the page shows, as a person gets it from the portal. */
async function answerTo(page: Page): Promise<{ code: string; file: string }> {
  await page.getByText('No internet on this device?').click();
  await page.getByRole('button', { name: 'Make a request' }).click();
  const link = await page.getByRole('link', { name: 'Open the portal' }).getAttribute('href');
  const request = new URL(link ?? '').hash.slice(1);
  const response = await fetch(new URL('api/v1/activations', example.portal), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ licenseKey: example.licenseKey, request }),
  });
  const { code }: { code: string } = JSON.parse(await response.text());
  return { code, file: `For the inspection tablet\r\n${code}\r\n` };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('no state has an accessibility fault', async ({ page }) => {
      const clean = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await open(page);
      await clean();
      await field(page).fill('LKA1-WRONG');
      await page.keyboard.press('Enter');
      await expect(page.locator('license-activate').getByRole('alert')).toBeVisible();
      await clean();
      await page.getByText('No internet on this device?').click();
      await page.getByRole('button', { name: 'Make a request' }).click();
      await expect(page.getByRole('img', { name: 'The request as a picture' })).toBeVisible();
      await clean();
      await activate(page);
      await clean();
      await page.getByRole('button', { name: 'Give this license back' }).click();
      await clean();
    });
  });
}

test('a wrong code is explained beside the field, and what was typed stays', async ({ page }) => {
  await open(page);
  await field(page).fill('LKA1 WRONG');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page)).toHaveValue('LKA1 WRONG');
  await expect(field(page)).toBeFocused();
  await expect(page.locator('license-activate').getByRole('alert')).toContainText('Row 1');
});

test('nothing at all is answered with what to enter', async ({ page }) => {
  await open(page);
  await field(page).press('Enter');
  await expect(page.locator('license-activate').getByRole('alert')).toHaveText(
    'Enter the license key or the activation code.',
  );
});

test('the whole way by keyboard: activate, work, give back', async ({ page }) => {
  await open(page);
  await field(page).focus();
  await page.keyboard.type(example.licenseKey.toLowerCase());
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Activate' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Licensed until');
  await expect(page.getByText('This device is activated.')).toBeFocused();
  await page.getByLabel('Site').focus();
  await page.keyboard.type('North gate');
  await page.getByLabel('Date').fill('2026-11-25');
  await page.getByRole('button', { name: 'Save inspection' }).press('Enter');
  await expect(page.locator('#saved')).toContainText('North gate');
  await page.getByRole('button', { name: 'Give this license back' }).press('Enter');
  await page.getByRole('button', { name: 'Give back', exact: true }).press('Enter');
  await expect(status(page)).toContainText('Not activated');
  await expect(page.locator('#saved')).toContainText('North gate'); // what was written stays readable
  await expect(page.getByRole('button', { name: 'Save inspection' })).toBeDisabled();
});

for (const [encoding, bytes] of [
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-16 with a mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
] as const) {
  test(`a file in ${encoding} is taken`, async ({ page }) => {
    await open(page);
    const { code } = await answerTo(page);
    const chooser = page.waitForEvent('filechooser');
    await page.locator('license-activate').getByText('Open a file').click();
    await (await chooser).setFiles({ name: 'license.lic', mimeType: 'text/plain', buffer: bytes(code) });
    await expect(status(page)).toContainText('Licensed until');
  });
}

test('a file that is no code is refused before it is read', async ({ page }) => {
  await open(page);
  const chooser = page.waitForEvent('filechooser');
  await page.locator('license-activate').getByText('Open a file').click();
  await (await chooser).setFiles({ name: 'photo.lic', mimeType: 'text/plain', buffer: Buffer.alloc(100_000) });
  await expect(page.locator('license-activate').getByRole('alert')).toContainText('larger than 64 KB');
});

test('a request stays the same until it is answered, and its picture names no license key', async ({ page }) => {
  await open(page);
  await page.getByText('No internet on this device?').click();
  await page.getByRole('button', { name: 'Make a request' }).click();
  const link = page.getByRole('link', { name: 'Open the portal' });
  const before = await link.getAttribute('href');
  expect(before).toMatch(new RegExp(`^${example.portal}#LKR1[0-9A-Z]+$`));
  await page.reload();
  await page.getByText('No internet on this device?').click();
  await expect(link).toHaveAttribute('href', before ?? '');
  await page.getByRole('button', { name: 'Throw this request away' }).click();
  await expect(page.getByRole('button', { name: 'Make a request' })).toBeVisible();
});

test('the elements speak German where the page does', async ({ page }) => {
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('lang', 'de'));
  });
  await page.goto(example.app);
  await expect(status(page)).toContainText('Nicht aktiviert');
  await page.getByLabel('Lizenzschlüssel oder Aktivierungscode').press('Enter');
  await expect(page.locator('license-activate').getByRole('alert')).toContainText('Geben Sie den Lizenzschlüssel');
});

test('the camera reads the answer from a picture', async ({ locale }, testInfo) => {
  const film = testInfo.outputPath('camera.y4m');
  writeFileSync(film, filmOf('nothing yet'));
  const browser = await launchWithCamera(film);
  try {
    const page = await (await browser.newContext({ permissions: ['camera'], ...(locale && { locale }) })).newPage();
    await open(page);
    const { code } = await answerTo(page);
    writeFileSync(film, filmOf(code.replaceAll('-', '')));
    await page.getByRole('button', { name: 'Scan with the camera' }).click();
    await expect(status(page)).toContainText('Licensed until', { timeout: 30_000 });
  } finally {
    await browser.close();
  }
});

test('a camera that may not be used is said, with what to do instead', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  await expect(page.locator('license-activate').getByRole('alert')).toContainText('Paste the code');
});

test('the application can be installed', async ({ page, request }) => {
  await open(page);
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = await (await request.get(new URL(href ?? '', example.app).href)).json();
  expect(manifest).toMatchObject({ name: 'Field inspection', start_url: '/', display: 'standalone', id: '/' });
  const icons: { src: string; sizes: string; purpose?: string }[] = manifest.icons;
  for (const size of ['192x192', '512x512']) {
    const icon = icons.find((it) => it.sizes === size && it.purpose === undefined);
    const real = await page.evaluate(async (address) => {
      const { width, height } = await createImageBitmap(await (await fetch(address)).blob());
      return `${width}x${height}`;
    }, `/${icon?.src}`);
    expect(real).toBe(size);
  }
  expect(icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
});

test('the module comes compressed, and the worker keeps what it is: bytes with the digest, for a start without a network', async ({
  context,
  page,
}) => {
  const fetched = page.waitForResponse((it) => it.url().endsWith('/verifier.wasm'));
  await open(page);
  expect((await (await fetched).allHeaders())['content-encoding']).toMatch(/^(br|gzip)$/);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const kept = await page.evaluate(async () => {
    const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    const response = await caches.match('/verifier.wasm', { ignoreSearch: true });
    const digest = await crypto.subtle.digest('SHA-256', (await response?.arrayBuffer()) ?? new ArrayBuffer(0));
    return { files: requests.flat().map(({ url }) => new URL(url).pathname), digest: [...new Uint8Array(digest)] };
  });
  expect(kept.files).toContain('/verifier.wasm');
  expect(kept.files.filter((file) => /\.(gz|br)$/.test(file))).toEqual([]);
  expect(readFileSync('wasm/SHA256SUMS', 'utf8')).toContain(
    `${Buffer.from(kept.digest).toString('hex')}  verifier.wasm\n`,
  );
  await context.setOffline(true);
  await page.reload();
  await expect(status(page)).toContainText('Not activated');
});

async function launchWithCamera(film: string): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
}

/** A film of one picture, in YUV4MPEG2: gray with the QR code in the middle, as a phone held before a camera. */
function filmOf(text: string): Buffer {
  const [width, height] = [640, 480];
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const scale = Math.floor(440 / modules.length);
  const [left, top] = [
    Math.floor((width - scale * modules.length) / 2),
    Math.floor((height - scale * modules.length) / 2),
  ];
  const luma = Buffer.alloc(width * height, 160);
  for (let y = 0; y < scale * modules.length; y++) {
    for (let x = 0; x < scale * modules.length; x++) {
      const dark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)];
      luma[(top + y) * width + left + x] = dark ? 20 : 230;
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
    ...Array(10).fill(frame),
  ]);
}
