// What the documents say is true: commands exist, links lead somewhere, names and numbers are the module's, examples run.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { load } from '../hosts/js/index.ts';
import { exampleLicense } from './example.ts';

const documents = globSync(['*.md', 'docs/**/*.md', '{bench,hosts,portal,sdk-web,wasm}/**/*.md'], {
  exclude: (name) => name.includes('node_modules'),
}).sort();
const read = (file: string) => readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('commands', () => {
  const commands = documents.flatMap((file) => commandsIn(read(file)).map((command) => ({ file, command })));

  test('are found in the README', () => {
    expect(commandsIn(read('README.md'))).toEqual(expect.arrayContaining(['npm run demo', 'npm test']));
  });

  test.each(commands)('in $file exist: $command', ({ command }) => {
    expect(missingIn(command)).toEqual([]);
  });

  test('that do not exist are noticed', () => {
    expect(missingIn('npm run no-such-thing')).toEqual(['script no-such-thing']);
    expect(missingIn('node no/such/file.ts --flag')).toEqual(['file no/such/file.ts']);
  });
});

describe('links', () => {
  const links = documents.flatMap((file) => linksIn(read(file)).map((link) => ({ file, link })));

  test.each(links)('in $file lead somewhere: $link', ({ file, link }) => {
    const [target = '', anchor] = link.split('#');
    const found = target === '' ? file : path.join(path.dirname(file), target);
    expect(existsSync(found), `${found} exists`).toBe(true);
    if (anchor !== undefined) expect(anchorsIn(read(found))).toContain(anchor);
  });
});

describe('docs/decisions.md', async () => {
  const verifier = await load(readFileSync('build/verifier.wasm'));
  const rows = [...read('docs/decisions.md').matchAll(/^\|(?: \d+ \|)? `([a-z-]+)` \| (\d+) \|/gm)];
  const written = rows.map(([, name = '', number]) => ({ name, number: Number(number) }));

  test.each(written)('calls number $number $name, as the module does', ({ name, number }) => {
    expect(verifier.describe(number)?.name).toBe(name);
  });

  test('leaves out no answer of the module', () => {
    const numbers = Array.from({ length: 256 }, (_, number) => number).filter((number) => verifier.describe(number));
    expect([...new Set(written.map(({ number }) => number))].sort((a, b) => a - b)).toEqual(numbers);
  });
});

describe('docs/asvs.md', () => {
  const proofs = read('docs/asvs.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => {
      const [, ...named] = line.split(/`([\w/-]+\.(?:test|spec)\.ts)`/);
      return named.flatMap((file, i) =>
        i % 2 === 0
          ? [{ file, titles: [...(named[i + 1] ?? '').matchAll(/"([^"]+)"/g)].map(([, it = '']) => it) }]
          : [],
      );
    });

  test('names tests', () => {
    expect(proofs.length).toBeGreaterThan(50);
  });

  test.each(proofs)('$file exists, with the titles that are named: $titles', ({ file, titles }) => {
    const source = read(`test/${file}`);
    for (const title of titles) expect(source).toContain(title);
  });
});

describe('docs/abi.md', () => {
  const text = read('docs/abi.md');
  const [both = '', issuerOnly = ''] = text.split('\n## Issuer\n');
  const conventions = ['memory', 'input_offset', 'input_capacity', 'output_offset', 'output_capacity'];

  test('lists every export of verifier.wasm, and no other', () => {
    expect(exportsOf('verifier')).toEqual([...conventions, ...callsIn(both)].sort());
  });

  test('lists every export of issuer.wasm, and no other', () => {
    expect(exportsOf('issuer')).toEqual([...conventions, ...callsIn(both), ...callsIn(issuerOnly)].sort());
  });

  test('lists every detail that has a sentence of its own, and no other', async () => {
    const verifier = await load(readFileSync('build/verifier.wasm'));
    const plain = verifier.describe(1)?.sentence;
    const spoken = Array.from({ length: 1000 }, (_, i) => i + 1).filter(
      (it) => verifier.describe(1, it)?.sentence !== plain,
    );
    const forIssuers = [150, 151, 152]; // refusals of issuer.wasm alone, where they have a sentence
    const table = text.split('| detail | name | cause |\n')[1]?.split('\n\n')[0] ?? '';
    const listed = [...table.matchAll(/^\| (\d+) \| `[a-z0-9-]+` \| \S/gm)].map(([, number]) => Number(number));
    expect(listed.filter((it) => !forIssuers.includes(it))).toEqual(spoken);
    const issuer = await load(readFileSync('build/issuer.wasm'));
    const unnamed = issuer.describe(51)?.sentence;
    for (const detail of [...forIssuers, ...Array.from({ length: 24 }, (_, i) => 110 + i)]) {
      expect(issuer.describe(51, detail)?.sentence, String(detail)).not.toBe(unnamed);
    }
  });

  test('has the version that the module answers', () => {
    const versions = [...(text.split('\n## What each version added\n')[1] ?? '').matchAll(/^\| (\d+) \|/gm)].map(
      ([, version]) => Number(version),
    );
    const { abi_version } = instance('verifier').exports;
    if (typeof abi_version !== 'function') throw new Error('no abi_version');
    expect(Math.max(...versions)).toBe(abi_version());
  });
});

test('the documents list every call that the portal serves, and no other', () => {
  const routes = /method: '([a-z]+)',\s+path: '(\/[^']+)'/g;
  const served = globSync('portal/server/api/**/*.ts').flatMap((file) =>
    [...read(file).matchAll(routes)].map(
      ([, method = '', address = '']) => `${method.toUpperCase()} /api/v1${address}`,
    ),
  );
  const text = documents.map((file) => read(file).split('\n## Reserved\n')[0]).join('\n');
  const listed = [...text.matchAll(/^\| `([A-Z]+ \/api\/v1\/[^\s`]+)` \|/gm)].map(([, call = '']) =>
    call.replace(/:([a-zA-Z]+)/g, '{$1}'),
  );
  expect(listed.sort()).toEqual([...served, 'GET /api/v1/openapi.json'].sort());
});

describe('the README', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-readme-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('shows lines that embed the verifier and run as they are written', async () => {
    for (const name of ['hosts', 'build']) symlinkSync(path.resolve(name), path.join(folder, name), 'junction');
    writeFileSync(path.join(folder, 'license.lic'), await exampleLicense());
    writeFileSync(path.join(folder, 'example.mts'), /```ts\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '');

    const run = () => execFileSync(process.execPath, ['example.mts'], { cwd: folder, encoding: 'utf8' });
    expect(run()).toBe('{ export: true, projects: 50 }\n');
    expect(readFileSync(path.join(folder, 'witness'))).toHaveLength(16);
    expect(run(), 'also with a witness').toBe('{ export: true, projects: 50 }\n');

    writeFileSync(path.join(folder, 'license.lic'), '');
    expect(run(), 'for a refusal: one sentence').toMatch(/^[A-Z].*\.\n$/);
  });
});

test('docs/rationale.md gives a reason for every dependency, and for no other', () => {
  const list = read('docs/rationale.md').split('\n## Dependencies\n')[1] ?? '';
  const rows = [...list.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \| \S/gm)].map(([, names = '']) => names);
  const argued = rows.flatMap((names) => names.split(', ')).map((name) => name.replaceAll('`', ''));
  expect(argued.sort()).toEqual(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort());
});

describe('docs/asvs.md', () => {
  const rows = [
    ...read('docs/asvs.md').matchAll(/^\| (V[\d.]+)(?: – (V[\d.]+))? \| ([^|]+) \| (met|n\/a|proxy) \| (.*) \|$/gm),
  ];

  test('has a line for each of the 70 requirements of level 1, and none is open', () => {
    const numbers = rows.map(
      ([, first = '', last = first]) => Number(last.split('.').at(-1)) - Number(first.split('.').at(-1)) + 1,
    );
    expect(numbers.reduce((sum, number) => sum + number, 0)).toBe(70);
  });

  test('names tests that exist, with titles that they have', () => {
    for (const [, id, , , state, where = ''] of rows) {
      if (state === 'met' && !where.includes('`')) continue; // a reason in words
      for (const [, file = '', titles = ''] of where.matchAll(
        /`((?:browser|portal|codec|crypto|node)\/[\w.*-]+\.ts)`((?: "[^"]+",?)*)/g,
      )) {
        const [found = ''] = globSync([`test/${file}`, file]);
        expect(found, `${id} names ${file}`).not.toBe('');
        for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g))
          expect(read(found), `${file}: ${title}`).toContain(title);
      }
    }
  });
});

test('CHANGELOG.md speaks of this version', () => {
  expect(read('CHANGELOG.md')).toContain(`\n## ${manifest.version} `);
});

test('no document speaks of anybody’s own computer', () => {
  const own = /(^|[\s(`'"])(\/(work|home|Users|root|tmp)\/|[A-Z]:\\Users)/m;
  expect(documents.filter((file) => own.test(read(file)))).toEqual([]);
});

/** Commands in shell blocks, and those between backticks. */
function commandsIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...markdown.matchAll(/`((?:npm|npx|node|bash) [^`]+)`/g)].map(([, command = '']) => command);
  const bare = [...blocks, ...inline].map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  return [...new Set(bare.filter((line) => /^(?:[A-Z_]+=\S+ )*(npm|npx|node|bash) /.test(line)))];
}

function missingIn(command: string): string[] {
  const words = command.replace(/^([A-Z_]+=\S+ )+/, '').split(/\s+/);
  const [program, first = '', ...rest] = words;
  if (program === 'npm') return missingScript(first, rest);
  if (program === 'npx') return existsSync(`node_modules/.bin/${first}`) ? [] : [`program ${first}`];
  return first.startsWith('-') || existsSync(first) ? [] : [`file ${first}`];
}

function missingScript(verb: string, rest: string[]): string[] {
  const name = verb === 'run' ? rest.find((word) => !word.startsWith('-')) : verb;
  if (['ci', 'install', 'rebuild', 'i'].includes(name ?? '')) return [];
  return name !== undefined && name in manifest.scripts ? [] : [`script ${name}`];
}

function linksIn(markdown: string): string[] {
  const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return [...new Set(targets.filter((target) => !/^[a-z]+:/.test(target)))];
}

/** Headings as the pages of a code host address them. */
function anchorsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function callsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^### (.+)$/gm)].flatMap(([, heading = '']) =>
    [...heading.matchAll(/`([a-z_0-9]+)\(/g)].map(([, name = '']) => name),
  );
}

function instance(name: string): WebAssembly.Instance {
  return new WebAssembly.Instance(new WebAssembly.Module(readFileSync(`build/${name}.wasm`)));
}

function exportsOf(name: string): string[] {
  return Object.keys(instance(name).exports).sort();
}
