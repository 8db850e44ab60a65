// The JavaScript package as somebody else gets it: built, copied into an empty project, type-checked, run by a plain Node.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NEW_YEAR, openVendor } from './vendor.ts';

const project = mkdtempSync(path.join(tmpdir(), 'latchkey-app-'));
const at = (...parts: string[]) => path.join(project, ...parts);

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build-js.ts'], { stdio: 'pipe' });
  cpSync('build/js', at('node_modules/latchkey-js'), { recursive: true });
  writeFileSync(at('package.json'), '{"name": "app", "private": true, "type": "module"}\n');
}, 60_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

async function run(entry: string, load: string): Promise<unknown> {
  const vendor = await openVendor();
  const codes = [vendor.issue(), vendor.issue({ expiresAt: NEW_YEAR - 40 * 86_400 }), 'LKA1-ZZZZZ', ''];
  writeFileSync(
    at('app.ts'),
    `import { LatchkeyError, ${load}, packagedModules } from '${entry}';
const verifier = await ${load}(packagedModules());
let refused = '';
try {
  verifier.trust(new Uint8Array(31));
} catch (error) {
  if (error instanceof LatchkeyError) refused = error.code;
}
verifier.trust(Uint8Array.from([${vendor.publicKey.join(', ')}]));
const codes: string[] = ${JSON.stringify(codes)};
const reasons = codes.map((code) => {
  const verdict = verifier.check(code, { product: 'acme-cad', nowSeconds: ${NEW_YEAR} });
  return verdict.accepted ? verdict.claims.product : verdict.reason;
});
console.log(JSON.stringify([refused, ...reasons]));
`,
  );
  return JSON.parse(execFileSync(process.execPath, ['app.ts'], { cwd: project, encoding: 'utf8' }));
}

describe.each([
  ['latchkey-js', 'load'],
  ['latchkey-js/check.mjs', 'loadChecker'],
])('%s', (entry, load) => {
  test('gives verdicts, and throws errors of its own class', async () => {
    const expected = ['key-length', 'acme-cad', 'expired', 'malformed', 'malformed'];
    expect(await run(entry, load)).toEqual(expected);
  }, 30_000);

  test('has types that hold without ours', async () => {
    await run(entry, load);
    const program = ts.createProgram([at('app.ts')], OPTIONS);
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(problems).toEqual([]);
  }, 60_000);
});

describe.each([
  ['index.cjs', 'load'],
  ['check.cjs', 'loadChecker'],
])('for require, %s', (entry, load) => {
  test('is the same, with its modules beside it', async () => {
    const vendor = await openVendor();
    writeFileSync(
      at('app.cjs'),
      `const { ${load}, packagedModules, LatchkeyError } = require('latchkey-js/${entry}');
${load}(packagedModules()).then((verifier) => {
  let refused;
  try {
    verifier.trust(new Uint8Array(31));
  } catch (error) {
    refused = error instanceof LatchkeyError && error.code;
  }
  verifier.trust(Uint8Array.from([${vendor.publicKey.join(', ')}]));
  const verdict = verifier.check('${vendor.issue()}', { product: 'acme-cad', nowSeconds: ${NEW_YEAR} });
  console.log(JSON.stringify([refused, verdict.accepted]));
});
`,
    );
    const output = execFileSync(process.execPath, ['app.cjs'], { cwd: project, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual(['key-length', true]);
  }, 30_000);

  test('exports what the ES module exports', async () => {
    const names = (file: string) =>
      execFileSync(
        process.execPath,
        ['-e', `import('${file}').then((all) => console.log(Object.keys(all).sort().join()))`],
        {
          cwd: project,
          encoding: 'utf8',
        },
      );
    const withoutNodesOwn = (list: string) =>
      list
        .trim()
        .split(',')
        .filter((name) => name !== 'default' && name !== 'module.exports');
    const required = withoutNodesOwn(names(`latchkey-js/${entry}`));
    expect(required).toEqual(withoutNodesOwn(names(`latchkey-js/${entry.replace('.cjs', '.mjs')}`)));
    expect(required).toContain(load);
  });

  test('has types that hold in a program in CommonJS', () => {
    writeFileSync(
      at('app.cts'),
      `import latchkey = require('latchkey-js/${entry}');
const verifier = latchkey.${load}(latchkey.packagedModules());
verifier.then((it) => it.check('', { product: 'a', nowSeconds: 1 }).accepted satisfies boolean);
`,
    );
    const problems = ts
      .getPreEmitDiagnostics(ts.createProgram([at('app.cts')], OPTIONS))
      .map(({ messageText }) => messageText);
    expect(problems).toEqual([]);
  }, 60_000);
});

test('what a first check calls is compiled with the file, and not what it does not call', () => {
  for (const name of ['check', 'index']) {
    const text = readFileSync(`build/js/${name}.mjs`, 'utf8');
    expect(text).not.toContain('__compileAtOnce');
    expect(text.match(/=\((async )?function\(/g)?.length).toBeGreaterThan(20);
    expect(text).toMatch(/;function \w+\(/);
  }
});
