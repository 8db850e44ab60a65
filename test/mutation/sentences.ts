// What is said for every status with every detail: the line of the sources that names the number, whatever way the module finds it.
import { readFileSync } from 'node:fs';
import { Abi, partsOf, record } from '../abi.ts';

/** The sentences of a table of the sources by their numbers, each number of a range by itself. */
function tableIn(file: string, name: string): Map<number, string> {
  const source = readFileSync(file, 'utf8');
  const [, table = ''] = new RegExp(`const ${name} = ascii\\(\`\\\\\\n([^\`]*)\``).exec(source) ?? [];
  const lines = [...table.matchAll(/^((?:\d+(?:-\d+)? )+)(.*)$/gm)];
  if (lines.length < 20) throw new Error(`${file} has no table ${name}`);
  return new Map(lines.flatMap(([, numbers = '', sentence = '']) => numbersOf(numbers).map((one) => [one, sentence])));
}

function numbersOf(list: string): number[] {
  return list
    .trim()
    .split(' ')
    .flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
}

const statuses = tableIn('wasm/sentences.ts', 'STATUSES');
const details = tableIn('wasm/sentences.ts', 'DETAILS');
const forIssuers = tableIn('wasm/issue-sentences.ts', 'CLAIMS');
const BAD_INPUT = 50;

const DETAILS = Array.from({ length: 260 }, (_, i) => i).concat(1_281, 2_561, 65_536, 2 ** 31, 2 ** 32 - 1);

/** The name and the sentence; of a status that does not exist, those of the refusal. */
function expected(status: number, detail: number, isIssuer: boolean): [name: string, sentence: string] {
  const line = statuses.get(status);
  if (line === undefined) return expected(BAD_INPUT, 0, isIssuer);
  const name = line.slice(0, line.indexOf(' '));
  const finer = (isIssuer && status >= BAD_INPUT ? forIssuers.get(detail) : undefined) ?? details.get(detail);
  return [name, (finer ?? line.slice(name.length + 1)).replaceAll(/[#~]/g, '0')];
}

const STATUSES = Array.from({ length: 56 }, (_, i) => i).concat(123, 306);

/** Every status with some details, and every detail with some statuses. */
const ASKED = [
  ...STATUSES.flatMap((status) => [0, 1, 19, 127, 200].map((detail) => ({ status, detail }))),
  ...[0, 1, 32, 50, 51].flatMap((status) => DETAILS.map((detail) => ({ status, detail }))),
].map(({ status, detail }) => ({ status, detail, asked: record((to) => to.u32(status).u32(detail)) }));

/** The first answer with another name or sentence. */
export function wrongSentence(module: WebAssembly.Module): string | undefined {
  const abi = new Abi(module);
  const isIssuer = abi.has('signing_input');
  for (const { status, detail, asked } of ASKED) {
    const { name, sentence } = partsOf(abi.call({ name: 'describe', record: asked }));
    const wanted = expected(status, detail, isIssuer);
    if (name !== wanted[0] || sentence !== wanted[1]) return `status ${status}, detail ${detail}: ${name} ${sentence}`;
  }
  return undefined;
}
