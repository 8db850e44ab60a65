// Reads QR codes with a reader that is not ours.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

// The package would fetch its module from the network.
const reader = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(await readFile(reader)).buffer } });

export async function readPicture(picture: Uint8Array): Promise<string> {
  const [found] = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] });
  return found?.text ?? '';
}

/** What a camera reads off the page that shows a code. */
export async function readQr(page: Page): Promise<string> {
  return readPicture(new Uint8Array(await page.locator('#qr').screenshot()));
}
