import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, folderAt, stateFolder, stateRoot } from '../../hosts/node/folder.ts';
import { type Evidence, encodeRecord } from '../../hosts/node/record.ts';
import { seal } from '../../hosts/node/seal.ts';
import { Store, StoreFault } from '../../hosts/node/store.ts';

const filled = (value: number) => new Uint8Array(16).fill(value);

const full: Evidence = {
  code: 'LKA1-00000',
  secret: filled(1),
  witness: filled(2),
  request: { code: 'LKR1-00000', file: 'block\n', pending: filled(3) },
  receipt: { code: 'LKD1-00000', file: 'block\n' },
};

let path: string;
let store: Store;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'latchkey-store-')), 'state', 'product');
  store = new Store(folderAt(path), 'product');
});

afterEach(() => rmSync(join(path, '..', '..'), { recursive: true, force: true }));

const put = (evidence: Evidence, into = store) => into.update(() => ({ evidence, result: undefined }));
const fileAt = (name: string) => join(path, name);
const namesIn = () => readdirSync(path).sort();
const modeOf = (file: string) => statSync(file).mode & 0o777;

function flip(name: string, offset: number): void {
  const bytes = readFileSync(fileAt(name));
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x01;
  writeFileSync(fileAt(name), bytes);
}

describe('what is stored', () => {
  test('comes back as it was', () => {
    put(full);
    expect(new Store(folderAt(path), 'product').read()).toEqual({ evidence: full, damage: 'none' });
  });

  test('is nothing before the first write, and reading makes no folder', () => {
    expect(store.read()).toEqual({ evidence: {}, damage: 'none' });
    expect(existsSync(path)).toBe(false);
  });

  test('lies in files of their owner only', () => {
    put(full);
    expect(modeOf(path)).toBe(0o700);
    expect(namesIn()).toEqual(['key', 'license', 'license.copy']);
    for (const name of namesIn()) expect(modeOf(fileAt(name))).toBe(0o600);
  });

  test('is not to be read in the files', () => {
    put(full);
    for (const name of ['license', 'license.copy']) expect(readFileSync(fileAt(name)).includes('LKA1')).toBe(false);
  });

  test('is not written again when nothing changed', () => {
    put(full);
    const before = readFileSync(fileAt('license'));
    store.update(({ evidence }) => ({ evidence, result: undefined }));
    expect(readFileSync(fileAt('license'))).toEqual(before);
  });

  test('is what was last written', () => {
    for (let i = 1; i <= 5; i++) put({ code: String(i) });
    expect(store.read().evidence).toEqual({ code: '5' });
  });
});

describe('a change of the files', () => {
  test('of any single byte of one copy is noticed, and the other copy is used', () => {
    put(full);
    const length = statSync(fileAt('license')).size;
    for (let offset = 0; offset < length; offset++) {
      flip('license', offset);
      expect(store.read(), `byte ${offset}`).toEqual({ evidence: full, damage: 'repaired' });
      flip('license', offset);
    }
    expect(store.read().damage).toBe('none');
  });

  test('of any single byte of both copies leaves nothing that is believed', () => {
    put(full);
    const length = statSync(fileAt('license')).size;
    for (let offset = 0; offset < length; offset++) {
      for (const name of ['license', 'license.copy']) flip(name, offset);
      expect(store.read(), `byte ${offset}`).toEqual({ evidence: {}, damage: 'lost' });
      for (const name of ['license', 'license.copy']) flip(name, offset);
    }
  });

  test('of any single byte of the key leaves nothing that is believed', () => {
    put(full);
    for (let offset = 0; offset < 32; offset++) {
      flip('key', offset);
      expect(store.read(), `byte ${offset}`).toEqual({ evidence: {}, damage: 'lost' });
      flip('key', offset);
    }
  });

  test('by cutting it anywhere, or adding to it, is noticed', () => {
    put(full);
    const whole = readFileSync(fileAt('license'));
    rmSync(fileAt('license.copy'));
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(fileAt('license'), whole.subarray(0, length));
      expect(store.read(), `${length} bytes`).toEqual({ evidence: {}, damage: 'lost' });
    }
    writeFileSync(fileAt('license'), Buffer.concat([whole, Buffer.alloc(1)]));
    expect(store.read().damage).toBe('lost');
  });

  test("by putting another product's store in its place is noticed", () => {
    put(full);
    const other = new Store(folderAt(path), 'another product');
    expect(other.read()).toEqual({ evidence: {}, damage: 'lost' });
  });

  test("by putting another machine's record in its place is noticed", () => {
    put(full);
    const elsewhere = mkdtempSync(join(tmpdir(), 'latchkey-store-'));
    put({ code: 'theirs' }, new Store(folderAt(elsewhere), 'product'));
    for (const name of ['license', 'license.copy']) copyFileSync(join(elsewhere, name), fileAt(name));
    expect(store.read()).toEqual({ evidence: {}, damage: 'lost' });
  });

  test('that exchanges the two copies changes nothing, since they are the same', () => {
    put(full);
    renameSync(fileAt('license'), fileAt('x'));
    renameSync(fileAt('license.copy'), fileAt('license'));
    renameSync(fileAt('x'), fileAt('license.copy'));
    expect(store.read()).toEqual({ evidence: full, damage: 'none' });
  });

  test.each([
    ['a link', (file: string) => symlinkSync('/etc/hostname', file)],
    ['a folder', (file: string) => mkdirSync(file)],
    ['an enormous file', (file: string) => writeSparse(file, 2 ** 33)],
    ['text', (file: string) => writeFileSync(file, '{"accepted":true}')],
  ])('to %s is noticed, and the other copy is used', (_what, place) => {
    put(full);
    rmSync(fileAt('license'));
    place(fileAt('license'));
    expect(store.read()).toEqual({ evidence: full, damage: 'repaired' });
  });
});

describe('damaged files', () => {
  test('are kept aside at the next write, and both copies are good again', () => {
    put(full);
    const damaged = readFileSync(fileAt('license'));
    damaged[20] = (damaged[20] ?? 0) ^ 0xff;
    writeFileSync(fileAt('license'), damaged);
    store.update(({ evidence }) => ({ evidence, result: undefined }));
    const aside = namesIn().find((name) => name.startsWith('license.damaged-')) ?? 'none';
    expect(readFileSync(fileAt(aside))).toEqual(damaged);
    expect(store.read()).toEqual({ evidence: full, damage: 'none' });
  });

  test('of both copies are kept aside, and a new record can be stored', () => {
    put(full);
    for (const name of ['license', 'license.copy']) writeFileSync(fileAt(name), `broken ${name}`);
    put({ code: 'new' });
    expect(store.read()).toEqual({ evidence: { code: 'new' }, damage: 'none' });
    expect(namesIn().filter((name) => name.includes('.damaged-'))).toHaveLength(2);
  });

  test('of the key: it is kept aside, and a new one made', () => {
    put(full);
    writeFileSync(fileAt('key'), 'short');
    put({ code: 'new' });
    expect(store.read().evidence).toEqual({ code: 'new' });
    expect(namesIn().filter((name) => name.startsWith('key.damaged-'))).toHaveLength(1);
  });

  test('a key that was lost costs what is stored, and nothing else', () => {
    put(full);
    rmSync(fileAt('key'));
    expect(store.read()).toEqual({ evidence: {}, damage: 'lost' });
    put({ code: 'new' });
    expect(store.read()).toEqual({ evidence: { code: 'new' }, damage: 'none' });
  });
});

test('files and folder that others may read are closed to them', () => {
  put(full);
  chmodSync(path, 0o755);
  for (const name of ['key', 'license', 'license.copy']) chmodSync(fileAt(name), 0o644);
  put({ ...full, code: 'next' });
  expect(modeOf(path)).toBe(0o700);
  for (const name of ['key', 'license', 'license.copy']) expect(modeOf(fileAt(name))).toBe(0o600);
});

describe('a record of a newer program', () => {
  beforeEach(() => {
    put(full);
    const record: unknown = JSON.parse(new TextDecoder().decode(encodeRecord(full, 9)));
    const newer = new TextEncoder().encode(JSON.stringify(Object.assign({}, record, { version: 2 })));
    writeFileSync(fileAt('license'), seal(readFileSync(fileAt('key')), 'product', newer));
  });

  test('is left alone, and named', () => {
    const before = namesIn().map((name) => readFileSync(fileAt(name)));
    expect(() => store.read()).toThrow(/newer version/);
    expect(() => put({})).toThrow(StoreFault);
    expect(namesIn().map((name) => readFileSync(fileAt(name)))).toEqual(before);
  });
});

describe('a write that ends between two of its steps', () => {
  /** All steps from number `last` on fail, as after the power went; the step itself may be half done. */
  function dyingAt(last: number, folder: Folder): { folder: Folder; steps: () => number } {
    let steps = 0;
    const dead = () => ++steps > last;
    const die = (): never => {
      throw Object.assign(new Error('the power went'), { code: 'EIO' });
    };
    const step =
      <A extends unknown[], R>(act: (...args: A) => R, half: (...args: A) => void = () => {}) =>
      (...args: A): R => {
        if (!dead()) return act(...args);
        if (steps === last + 1) half(...args);
        return die();
      };
    return {
      steps: () => steps,
      folder: {
        path: folder.path,
        prepare: step(folder.prepare),
        list: step(folder.list),
        read: step(folder.read),
        create: step(folder.create, (name, bytes) => folder.create(name, bytes.subarray(0, bytes.length / 2))),
        rename: step(folder.rename),
        remove: step(folder.remove),
        sync: step(folder.sync),
      },
    };
  }

  test.each([
    ['the first', undefined],
    ['a later', full],
    ['one that heals', 'damaged'],
  ] as const)('leaves the old record or the new one: %s write', (_which, before) => {
    let steps = 0;
    for (let last = 0; ; last++) {
      rmSync(path, { recursive: true, force: true });
      if (before !== undefined) put(full);
      if (before === 'damaged') writeFileSync(fileAt('license'), 'broken');
      const dying = dyingAt(last, folderAt(path));
      let finished = true;
      try {
        put({ code: 'new' }, new Store(dying.folder, 'product'));
      } catch (error) {
        expect(error).toBeInstanceOf(StoreFault);
        finished = false;
      }
      // What a process that is gone has locked is tested below; here it would only take time.
      rmSync(fileAt('lock'), { force: true });
      const old = before === undefined ? {} : full;
      const { evidence } = store.read();
      expect([{ code: 'new' }, ...(finished ? [] : [old])], `step ${last}`).toContainEqual(evidence);
      put({ code: 'after' });
      expect(store.read()).toEqual({ evidence: { code: 'after' }, damage: 'none' });
      expect(namesIn().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      if (dying.steps() <= last) break;
      steps = dying.steps();
    }
    expect(steps).toBeGreaterThan(12);
  });

  test('leaves no secret behind in the older copy, once anything looks at the store again', () => {
    put(full);
    const before = readFileSync(fileAt('license.copy'));
    put({ receipt: { code: 'LKD1', file: 'block' } });
    writeFileSync(fileAt('license.copy'), before);
    store.update(({ evidence }) => ({ evidence, result: undefined }));
    expect(readFileSync(fileAt('license.copy'))).toEqual(readFileSync(fileAt('license')));
    rmSync(fileAt('license'));
    expect(store.read().evidence.secret).toBeUndefined();
  });
});

describe('when the system refuses', () => {
  const failing = (code: string, step: 'create' | 'prepare' | 'read' | 'rename') => {
    const fail = (): never => {
      throw Object.assign(new Error(code), { code });
    };
    return new Store({ ...folderAt(path), [step]: fail }, 'product');
  };

  test.each([
    ['EROFS', 'create', /read-only/],
    ['ENOSPC', 'create', /disk is full/],
    ['EACCES', 'prepare', /another user/],
    ['ENOTDIR', 'prepare', /a file stands where the folder should be/],
    ['EIO', 'rename', /EIO/],
  ] as const)('%s at %s is said in a sentence, and nothing is lost', (code, step, sentence) => {
    put(full);
    expect(() => put({ code: 'new' }, failing(code, step))).toThrow(sentence);
    expect(() => put({ code: 'new' }, failing(code, step))).toThrow(StoreFault);
    expect(store.read().evidence).toEqual(full);
  });

  test('what may not be read is not taken for empty', () => {
    put(full);
    expect(() => failing('EACCES', 'read').read()).toThrow(/cannot be read.*another user/);
  });
});

describe('several processes', () => {
  const start = (times: number) =>
    spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), path, String(times)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const counting = () => new Store(folderAt(path), 'counting').read();

  test('that write at once lose nothing of each other', async () => {
    const writers = [start(40), start(40), start(40)];
    await Promise.all(writers.map((writer) => once(writer, 'exit')));
    expect(counting()).toMatchObject({ evidence: { code: '120' }, damage: 'none' });
  });

  test('that are killed while they write leave a whole record, and nobody waits for them', async () => {
    for (let round = 0; round < 6; round++) {
      const writer = start(100_000);
      let printed = '';
      writer.stdout.on('data', (data: Buffer) => {
        printed += data.toString();
      });
      await once(writer.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 10 + round * 7));
      writer.kill('SIGKILL');
      await once(writer, 'close');
      const acknowledged = Number(printed.trim().split('\n').at(-1));
      const { evidence, damage } = counting();
      expect(damage).toBe('none');
      expect(Number(evidence.code)).toBeGreaterThanOrEqual(acknowledged);
      expect(evidence.witness).toEqual(filled(Number(evidence.code) % 256));
    }
  });

  test('one that died with the lock is recognized at once', () => {
    put(full);
    const gone = spawnedAndGone();
    writeFileSync(fileAt('lock'), JSON.stringify({ pid: gone, host: hostname(), id: 'x' }));
    const before = performance.now();
    put({ code: 'new' });
    expect(performance.now() - before).toBeLessThan(4_000); // others wait for five seconds
    expect(namesIn()).not.toContain('lock');
  });

  test('a lock that says nothing is waited for, and then taken', () => {
    put(full);
    writeFileSync(fileAt('lock'), '');
    put({ code: 'new' });
    expect(store.read().evidence).toEqual({ code: 'new' });
  });

  test('one that lost its lock in its sleep does not overwrite what was written since', () => {
    put({ code: '1' });
    let calls = 0;
    store.update(({ evidence }) => {
      if (++calls === 1) {
        rmSync(fileAt('lock'));
        put({ code: '2' });
        writeFileSync(fileAt('lock'), JSON.stringify({ pid: spawnedAndGone(), host: hostname(), id: 'other' }));
      }
      return { evidence: { code: `${evidence.code}+` }, result: undefined };
    });
    expect(calls).toBe(2);
    expect(store.read().evidence).toEqual({ code: '2+' });
  });
});

describe('the folder', () => {
  test.each([
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/latchkey'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/me/.local/state/latchkey'],
    ['linux', {}, '/home/me/.local/state/latchkey'],
    ['darwin', {}, '/home/me/Library/Application Support/Latchkey'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/Latchkey'],
  ])("is the user's own place for such things: %s %o", (platform, environment, expected) => {
    expect(stateRoot(platform, environment, '/home/me')).toBe(expected);
  });

  test.each(['../../etc', 'a/b', 'con', '.', 'Ω', ' '])('of a product named %o is one folder below it', (product) => {
    const name = stateFolder(product).split('latchkey/')[1] ?? '';
    expect(name).toMatch(/^[A-Za-z0-9._-]+-[0-9a-f]{8}$/);
  });

  test('keeps products apart whose names look alike', () => {
    const folders = ['Acme', 'acme', 'a cme', 'a_cme', 'a/cme'].map(stateFolder);
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(5);
  });
});

/** The number of a process that has ended. */
function spawnedAndGone(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function writeSparse(file: string, bytes: number): void {
  writeFileSync(file, '');
  truncateSync(file, bytes);
}
