// How many bytes an application downloads for its license, minified and gzipped. Each budget says what it counts.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const HOST = '../hosts/js/index.ts';
const ONLINE = './online.ts';

/** In bytes. KiB are meant by "KB". */
const budgets = [
  {
    what: 'the core: all that createLicense loads until the license is judged, idb-keyval included – without the module and its binding (hosts/js)',
    entry: 'sdk-web/index.ts',
    without: [HOST, ONLINE],
    most: 8 * 1024,
  },
  {
    what: 'the same with the binding: every byte of script until the license is judged',
    entry: 'sdk-web/index.ts',
    without: [ONLINE],
    most: 11.5 * 1024,
  },
  {
    what: 'everything in one file: the part that talks to the portal too, which is loaded when it is needed',
    entry: 'sdk-web/index.ts',
    without: [],
    most: 12.7 * 1024,
  },
];

test.each(budgets)('$what: at most $most bytes', async ({ entry, without, most }) => {
  const bytes = await gzipped({ entryPoints: [entry], external: without });
  process.stdout.write(`${entry} without ${without.join(', ') || 'nothing'}: ${bytes} of ${most} bytes\n`);
  expect(bytes).toBeLessThanOrEqual(most);
});

test('an application that takes one name from the SDK gets nothing else of it', async () => {
  const contents = "import { LatchkeyError } from './sdk-web/index.ts'; console.log(LatchkeyError.name);";
  expect(await gzipped({ stdin: { contents, resolveDir: '.' } })).toBeLessThan(400);
});

async function gzipped(what: object): Promise<number> {
  const { outputFiles } = await build({
    ...what,
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    treeShaking: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}
