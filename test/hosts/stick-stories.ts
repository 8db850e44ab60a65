// What a person does with a stick, and how the hosts must agree about it (commands.ts).
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answerTo, type Both, codeIn, type Story, vendor } from './story.ts';

export const stickStories: [string, Story][] = [
  [
    'by files on a stick',
    async ({ node, its, same, expect }, home) => {
      const stick = path.join(home, 'stick');
      await its(['request', '--to', 'stick']);
      const written = readdirSync(stick);
      await node(['request', '--to', 'stick']);
      expect('the same file in the same name', readdirSync(stick), written);
      await same(['request', '--to', 'stick']);
      await same(['request', '--to', 'nowhere']);
      await same(['install', '--from', 'stick']);
      const { file } = answerTo(readFileSync(path.join(stick, written[0] ?? ''), 'utf8'));
      const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(file.replaceAll('\n', '\r\n'), 'utf16le')]);
      mkdirSync(path.join(stick, 'licenses'));
      writeFileSync(path.join(stick, 'licenses', 'Acme CAD.LIC'), utf16);
      writeFileSync(path.join(stick, '._other.lic'), 'Finder');
      writeFileSync(path.join(stick, 'other.lic'), vendor.issue({ product: 'acme-cam' }));
      writeFileSync(path.join(stick, 'empty.lic'), '');
      expect('it finds the code', (await its(['install', '--from', 'stick'])).exit, 0);
      await same(['status', '--json']);
      await same(['install', path.join('stick', 'licenses', 'Acme CAD.LIC')]);
      await same(['install', 'stick']);
      await same(['install', path.join('stick', 'empty.lic')]);
      await same(['install', path.join('stick', 'absent.lic')]);
      rmSync(path.join(stick, 'licenses'), { recursive: true });
      await same(['install', '--from', 'stick']);
    },
  ],
  [
    'a stick that it finds by itself',
    async ({ node, same, expect, stick }) => {
      const on = 'with-stick';
      const request = codeIn(await node(['request', '--json']));
      await same(['install', '--stick']);
      await same(['install', '--stick'], { on });
      await same(['install', '--stick', 'file.lic'], { on });
      writeFileSync(path.join(stick, 'other.lic'), vendor.issue({ product: 'acme-cam' }));
      await same(['install', '--stick'], { on });
      writeFileSync(path.join(stick, 'ours.lic'), answerTo(request).file.replaceAll('\n', '\r\n'));
      const installed = await same(['install', '--stick'], { on });
      expect('the code on the stick is accepted', installed.exit, 0);
      await same(['status']);
    },
  ],
  [
    "a Mac's volumes",
    async ({ node, same, expect, volume }) => {
      const on = 'with-volume';
      await same(['install', '--stick'], { on });
      const request = codeIn(await node(['request', '--json']));
      writeFileSync(path.join(volume, 'ours.lic'), answerTo(request).file);
      await same(['install', '--stick'], { on: 'macos' });
      // The code is another machine's, and says so: it was found.
      expect('found', (await same(['install', '--stick'], { on })).err.includes('ours.lic'), true);
    },
  ],
  [
    'a stick that cannot be written',
    async (both) => {
      const { its, expect, stick } = both;
      await onReadOnly(
        stick,
        async () => {
          const { file } = answerTo(codeIn(await its(['request', '--json'])));
          writeFileSync(path.join(stick, 'ours.lic'), file);
          const store = path.join(stick, 'store');
          await its(['request', '--store', store]);
          // As on a file system that knows no owners: open to everybody, and nobody can close it.
          chmodSync(store, 0o755);
          for (const name of readdirSync(store)) chmodSync(path.join(store, name), 0o644);
        },
        (why) => readOnlyStory(both, why),
      );
      expect('the stick is as it was', readdirSync(stick), []);
    },
  ],
];

/** Asking and writing say what to do, and lose nothing; reading works. */
async function readOnlyStory({ its, same, expect, stick }: Both, why: RegExp): Promise<void> {
  const code = codeIn(await its(['request', '--json']));
  const refused = await same(['request', '--to', stick]);
  expect('the machine is the trouble', refused.exit, 3);
  expect('it says what to do', why.test(refused.err), true);
  expect('nothing is left on it', readdirSync(stick).sort(), ['ours.lic', 'store']);
  expect('the request waits', codeIn(await its(['request', '--json'])), code);
  expect('it reads', (await same(['install', '--from', stick])).exit, 0);
  await same(['install', '--stick'], { on: 'with-stick' });
  const released = await same(['release', '--yes', '--to', stick]);
  expect('a receipt cannot be written either', released.exit, 3);
  expect('and waits', (await same(['release'])).exit, 0);
  // A store on it is readable, and says why nothing new can be kept there.
  const store = path.join(stick, 'store');
  const waiting = await same(['status', '--store', store]);
  expect('the request in it is read', /A request waits/.test(waiting.out + waiting.err), true);
  await same(['request', '--new', '--store', store]);
}

/**
 * Tells a story about a folder that has its own file system and, from then on, is read-only, as a stick whose switch is set. Whoever may not mount takes
 * away the permission to write instead, unless he is root, whom that does not stop.
 */
async function onReadOnly(
  folder: string,
  fill: () => Promise<void>,
  tell: (why: RegExp) => Promise<void>,
): Promise<void> {
  const refusal = mount(['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (refusal === undefined) {
    try {
      await fill();
      mount(['-o', 'remount,ro', folder], 'demanded');
      await tell(/is read-only; use another stick, or unlock this one/);
    } finally {
      spawnSync('umount', [folder]);
    }
  } else if (process.getuid?.() !== 0) {
    process.stdout.write(`  a stick without permission to write instead of a read-only one, because ${refusal}\n`);
    await fill();
    chmodSync(folder, 0o555);
    try {
      await tell(/may not be used by this user; check its permissions/);
    } finally {
      chmodSync(folder, 0o755);
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
    }
  } else {
    process.stdout.write(`  the read-only stick: skipped, because ${refusal}\n`);
  }
}

/** Why it cannot be mounted; undefined when it is. */
function mount(args: readonly string[], demanded?: 'demanded'): string | undefined {
  const { status, stderr, error } = spawnSync('mount', args, { encoding: 'utf8' });
  const refusal = error ? error.message : status === 0 ? undefined : stderr.trim() || `mount ended with ${status}`;
  if (refusal !== undefined && demanded)
    throw new Error(`expected a file system that can be made read-only: ${refusal}`);
  return refusal;
}
