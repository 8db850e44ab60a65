// The QR code that a command has printed, read as a phone reads it.
import { stripVTControlCharacters } from 'node:util';
import decodeQR from 'qr/decode.js';

const MODULE_PIXELS = 4;

/** What the picture in an output says; fails when there is none that can be read. */
export function pictureIn(output: string): string {
  const modules = linesOf(output)
    .map((line) => [...line])
    .flatMap((line) => [line.map((half) => '█▀'.includes(half)), line.map((half) => '█▄'.includes(half))]);
  const width = (modules[0]?.length ?? 0) * MODULE_PIXELS;
  const height = modules.length * MODULE_PIXELS;
  const dark = (x: number, y: number) => modules[Math.floor(y / MODULE_PIXELS)]?.[Math.floor(x / MODULE_PIXELS)];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (dark(x, y)) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return decodeQR({ width, height, data });
}

/** The output without its picture. */
export function wordsIn(output: string): string {
  const picture = new Set(linesOf(output));
  return output
    .split('\n')
    .filter((line) => !picture.has(line))
    .join('\n');
}

function linesOf(output: string): string[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.length > 20 && /^[ █▀▄]+$/.test(line));
}
