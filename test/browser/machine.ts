// The machine on the other side: the real command of the Node client, on a machine of our making, in a folder of its own.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { run } from '../../hosts/node/cli.ts';
import type { Finding, Machine } from '../../hosts/node/machine.ts';
import { address, product } from './portal.ts';

interface Outcome {
  exit: number;
  out: string;
}

/** An air-gapped machine with a stick that somebody carries. */
export class AirGapped {
  readonly home = mkdtempSync(join(tmpdir(), 'latchkey-air-gapped-'));
  readonly stick = join(this.home, 'stick');
  readonly #product: string;
  #machine: Machine;

  constructor(parts: { id: string; board: string; disk: string }, ofProduct = product) {
    mkdirSync(this.stick);
    this.#product = ofProduct;
    this.#machine = machineWith(parts);
  }

  /** Some of its parts were exchanged. */
  change(parts: { id: string; board: string; disk: string }): void {
    this.#machine = machineWith(parts);
  }

  /** Shows its request and writes it onto the stick. */
  async request(label: string, more: string[] = []): Promise<{ file: string; path: string; picture: string }> {
    this.#emptyStick();
    const { out } = await this.latchkey(['request', '--label', label, '--to', this.stick, '--qr', ...more]);
    const path = join(this.stick, readdirSync(this.stick)[0] ?? '');
    return { file: readFileSync(path, 'utf8'), path, picture: out };
  }

  /** Installs whatever code is on the stick or is typed. */
  async install(code: string): Promise<Record<string, unknown>> {
    this.#emptyStick();
    writeFileSync(join(this.stick, 'from-portal.lic'), code);
    return JSON.parse((await this.latchkey(['install', '--from', this.stick, '--json'])).out || '{}');
  }

  async status(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.latchkey(['status', '--json'])).out);
  }

  /** Gives the license back; the receipt is on the stick. */
  async release(): Promise<{ file: string; path: string; picture: string }> {
    this.#emptyStick();
    const { out } = await this.latchkey(['release', '--yes', '--to', this.stick]);
    const path = join(this.stick, readdirSync(this.stick)[0] ?? '');
    return { file: readFileSync(path, 'utf8'), path, picture: out };
  }

  async latchkey(args: string[]): Promise<Outcome> {
    let out = '';
    const keys = (await publicKeys()).flatMap((key) => ['--key', key]);
    const common = ['--product', this.#product, ...keys, '--store', join(this.home, 'store')];
    const exit = await run([...args, ...common], {
      print: (line) => {
        out += `${line}\n`;
      },
      complain: (line) => {
        out += args.includes('--json') ? '' : `${line}\n`;
      },
      readInput: async () => '',
      readPaste: async () => '',
      ask: async () => 'yes',
      sticks: async () => [],
      interactive: true,
      terminal: true,
      folder: this.home,
      hostName: 'air-gapped',
      machine: this.#machine,
    });
    return { exit, out };
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  #emptyStick(): void {
    for (const name of readdirSync(this.stick)) rmSync(join(this.stick, name));
  }
}

let machines = 0;
/** Parts that no other machine has. */
export function newParts(): { id: string; board: string; disk: string } {
  const name = `${process.pid}-${Date.now()}-${++machines}`;
  return { id: `id-${name}`, board: `board-${name}`, disk: `disk-${name}` };
}

function machineWith({ id, board, disk }: { id: string; board: string; disk: string }): Machine {
  const findings: Finding[] = [
    { kind: 'machine-id', value: id, source: 'test' },
    { kind: 'board', value: board, source: 'test' },
    { kind: 'disk', value: disk, source: 'test' },
  ];
  return { nature: { form: 'computer' }, findings };
}

async function publicKeys(): Promise<string[]> {
  const answer: { keys: { publicKey: string }[] } = await (await fetch(`${address}/api/v1/keys`)).json();
  return answer.keys.map(({ publicKey }) => publicKey);
}

export interface Bitmap {
  width: number;
  height: number;
  /** One byte a pixel: 0 is black. */
  gray: Uint8Array;
}

/** What a camera sees of a terminal: its picture, two rows of modules in one line, with white around. */
export function photographed(output: string, pixels = 6): Bitmap {
  const modules = output
    .split('\n')
    .filter((line) => line.startsWith('\u001b['))
    .map((line) => [...line].filter((symbol) => ' █▀▄'.includes(symbol)))
    .flatMap((line) => [line.map((half) => '█▀'.includes(half)), line.map((half) => '█▄'.includes(half))]);
  const border = 4;
  const width = ((modules[0]?.length ?? 0) + 2 * border) * pixels;
  const height = (modules.length + 2 * border) * pixels;
  const gray = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (modules[Math.floor(y / pixels) - border]?.[Math.floor(x / pixels) - border]) gray[y * width + x] = 0;
  return { width, height, gray };
}

/** A PNG file (gray, 8 bits). */
export function png({ width, height, gray }: Bitmap): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(gray.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A film of one picture (Y4M), for the camera of a browser under test. */
export function film({ width, height, gray }: Bitmap): Buffer {
  const [w, h] = [width + (width % 2), height + (height % 2)];
  const luma = Buffer.alloc(w * h, 235);
  for (let y = 0; y < height; y++) luma.set(gray.subarray(y * width, (y + 1) * width), y * w);
  const chroma = Buffer.alloc((w * h) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${w} H${h} F10:1 Ip A1:1 C420jpeg\n`), ...Array(5).fill(frame)]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
