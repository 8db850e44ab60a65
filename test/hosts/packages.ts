// Every host's package, as somebody finds it who has nothing else: built, installed into an empty project, and used there with the code that its README shows.
// `npm run hosts:packages [-- HOST…]`. A host brings try-package.sh FOLDER, which does the first two and runs what is in FOLDER/snippets.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildHost, folderOf, type Host, hostNames, readHost } from '../../scripts/hosts.ts';
import { exampleLicense } from '../example.ts';
import { codeCases } from './calls.ts';

interface Snippet {
  name: string;
  code: string;
  /** What the README says that it prints; undefined when it says nothing. */
  prints: string | undefined;
}

const ENDINGS: Readonly<Record<string, string>> = {
  c: 'c',
  cpp: 'cpp',
  rust: 'rs',
  java: 'java',
  python: 'py',
  go: 'go',
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !hostNames.includes(name));
if (unknown.length > 0) throw new TypeError(`expected hosts of ${hostNames.join(', ')}, got ${unknown.join(', ')}`);
const hosts = hostNames
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .map(readHost)
  .filter((host) => existsSync(path.join(folderOf(host), 'try-package.sh')));

const example = await exampleLicense();
const outcomes = hosts.map((host): 'good' | 'bad' | 'skipped' => {
  const because = buildHost(host);
  if (because !== undefined) {
    process.stdout.write(`${host.language}: skipped, because ${because}\n`);
    return 'skipped';
  }
  return tryPackage(host) ? 'good' : 'bad';
});
const count = (outcome: string) => outcomes.filter((it) => it === outcome).length;
process.stdout.write(`${count('good')} packages work, ${count('bad')} do not, ${count('skipped')} skipped\n`);
process.exitCode = count('bad') > 0 || count('good') === 0 || (count('skipped') > 0 && process.env['CI']) ? 1 : 0;

function tryPackage(host: Host): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), `latchkey-package-${host.name}-`));
  try {
    const snippets = snippetsOf(host);
    prepare(folder, snippets);
    const { status, stdout, stderr } = spawnSync(path.join(folderOf(host), 'try-package.sh'), [folder], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, XDG_STATE_HOME: path.join(folder, 'state'), LC_ALL: 'C.UTF-8' },
    });
    const wrong = status === 0 ? snippets.flatMap((snippet) => objectionTo(snippet, folder)) : [stdout + stderr];
    for (const sentence of wrong) process.stdout.write(`${host.language}: ${sentence}\n`);
    if (wrong.length === 0)
      process.stdout.write(
        `${host.language}: installed into an empty project; ${snippets.length} examples work there\n`,
      );
    return wrong.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The README's code blocks in the host's language, each with the text block behind it. */
function snippetsOf(host: Host): Snippet[] {
  const readme = readFileSync(path.join(folderOf(host), 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
  const snippets = blocks.flatMap(({ language, code }, i): Snippet[] => {
    const ending = ENDINGS[language];
    const next = blocks[i + 1];
    const prints = next?.language === 'text' ? next.code : undefined;
    return ending === undefined ? [] : [{ name: nameOf(code, ending, i), code, prints }];
  });
  if (snippets.length === 0) throw new Error(`expected examples in ${host.name}'s README, found none`);
  return snippets;
}

/** A Java class lies in a file of its name. */
function nameOf(code: string, ending: string, index: number): string {
  const name = ending === 'java' ? /\bclass (\w+)/.exec(code)?.[1] : undefined;
  return `${name ?? `example_${index}`}.${ending}`;
}

/** The examples look for a license beside them: that of the project's README, or of a vector. */
function prepare(folder: string, snippets: readonly Snippet[]): void {
  for (const name of ['snippets', 'outputs']) mkdirSync(path.join(folder, name));
  const good = codeCases().find(({ name }) => name === 'the canonical line is read');
  const ours = snippets.some(({ code }) => code.includes('field-notes'));
  const license = ours ? example : Buffer.from(String(good?.call['code']), 'hex');
  writeFileSync(path.join(folder, 'snippets', 'license.lic'), license);
  for (const { name, code } of snippets) writeFileSync(path.join(folder, 'snippets', name), code);
}

function objectionTo({ name, prints }: Snippet, folder: string): string[] {
  const file = path.join(folder, 'outputs', name);
  if (!existsSync(file)) return [`${name} of the README was not run`];
  const printed = readFileSync(file, 'utf8');
  return prints === undefined || printed === prints ? [] : [`${name} printed\n${printed}and not\n${prints}`];
}
