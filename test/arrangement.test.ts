// The build numbers what a module is made of anew, so that it compresses better (scripts/wasm-order.mjs): whatever the numbers, it has to stay the same module.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { load } from '../hosts/js/index.ts';
import { compileNamed, orderFile } from '../scripts/build-wasm.mjs';
import { OrderableModule } from '../scripts/wasm-order.mjs';
import { cases, judge, trustAll } from './vectors/judge.ts';

const module = new OrderableModule(await compileNamed('wasm/index.ts', 'build/arranged-simd.wasm'));
const lines = readFileSync(orderFile('verifier-simd.wasm'), 'utf8').split('\n');
const recorded = module.arrangementOf(lines);

test('any arrangement gives the verdicts that every vector asks for', async () => {
  const shuffled = {
    functions: recorded.functions.toReversed(),
    types: recorded.types.toReversed(),
    globals: recorded.globals.toReversed(),
    exports: recorded.exports.toReversed(),
    locals: module.localTypes.map((_, index) => turned(index)),
  };
  expect(shuffled.locals).not.toEqual(recorded.locals);
  const compiled = await WebAssembly.compile(new Uint8Array(module.write(shuffled)));
  for (const vector of cases) {
    const verifier = await load(compiled);
    trustAll(verifier, vector.evidence.keys);
    const { actual, expected } = judge(verifier, vector);
    expect(actual, vector.name).toEqual(expected);
  }
});

test('what is written of an arrangement is read again as it was', () => {
  expect(module.arrangementOf(module.linesOf(recorded))).toEqual(recorded);
});

test('numbers that do not fit a function any more are left out', () => {
  const found = lines.find((line) => /^wasm\/\S+ \d/.test(line)) ?? '';
  const [name = '', ...numbers] = found.split(' ');
  const at = module.names.indexOf(name);
  const asCompiled = numbers.map((_, index) => index);
  expect(recorded.locals[at]).toEqual(numbers.map(Number));
  for (const wrong of [numbers.slice(1), numbers.with(0, '1').with(1, '1'), [...numbers, numbers.length], ['x']])
    expect(module.arrangementOf([[name, ...wrong].join(' ')]).locals[at], wrong.join(' ')).toEqual(asCompiled);
  const types = module.localTypes.findIndex((it, index) => module.bodies[index]?.locals.length === 0 && it.length > 1);
  const parametersMoved = upTo(module.localTypes[types]?.length ?? 0).reverse();
  expect(module.fits(types, parametersMoved)).toBe(false);
});

/** The locals of a function, those of each type in reverse. */
function turned(index: number): number[] {
  const types = module.localTypes[index] ?? [];
  const parameters = types.length - (module.bodies[index]?.locals.length ?? 0);
  const numbers = upTo(types.length);
  for (const type of new Set(types)) {
    const same = numbers.filter((it) => it >= parameters && types[it] === type);
    for (const [place, from] of same.entries()) numbers[from] = same.at(-1 - place) ?? from;
  }
  return numbers;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
