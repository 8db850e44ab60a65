// Looks for the order of a module's functions in which it compresses best, and records it in wasm/NAME.order: names, a line each, which the build follows.
// What is found depends on luck and on the time spent; the build does not. Usage: node bench/order.ts SECONDS [verifier verifier-simd]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { compileNamed, orderFile } from '../scripts/build-wasm.mjs';
import { OrderableModule } from '../scripts/wasm-order.mjs';
import { compressedSize } from './weigh.ts';

const [seconds = '60', ...given] = process.argv.slice(2);
const names = given.length > 0 ? given : ['verifier', 'verifier-simd'];

for (const name of names) {
  const module = new OrderableModule(await compileNamed('wasm/index.ts', `build/${name}.wasm`));
  const file = orderFile(`${name}.wasm`);
  const recorded = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const weigh = (order: number[]) => compressedSize(module.write(order));
  const start = module.orderOf(recorded);
  // Node's own compressor is not gzip, but ten times as fast to ask: first roughly with it, then exactly.
  const rough = search(
    start,
    (order) => deflateRawSync(module.write(order), { level: 9 }).length,
    Number(seconds) / 2,
    1,
  );
  const best = search(weigh(rough) < weigh(start) ? rough : start, weigh, Number(seconds) / 2, 0);
  writeFileSync(file, `${best.map((index) => module.names[index]).join('\n')}\n`);
  process.stdout.write(`${name}: ${weigh(start)} → ${weigh(best)} bytes after gzip -9\n`);
}

/**
 * Tries one change after the other. What is not worse is kept; what is worse, the less often the worse it is and the later it comes (simulated annealing,
 * Kirkpatrick, Gelatt, Vecchi, 1983): otherwise the search ends in the first hollow.
 */
function search(start: number[], weigh: (order: number[]) => number, forSeconds: number, heat: number): number[] {
  let order = start;
  let weight = weigh(order);
  let best = order;
  let least = weight;
  const begin = performance.now();
  for (;;) {
    const left = 1 - (performance.now() - begin) / (forSeconds * 1000);
    if (left <= 0) return best;
    const changed = changeOf(order);
    const weighs = weigh(changed);
    if (weighs > weight && Math.random() >= Math.exp((weight - weighs) / (heat * left))) continue;
    order = changed;
    weight = weighs;
    if (weight >= least) continue;
    best = order;
    least = weight;
  }
}

/** Moves up to twelve neighbors to another place; half the time only one. */
function changeOf(order: number[]): number[] {
  const count = Math.random() < 0.5 ? 1 : 1 + below(12);
  const from = below(order.length - count);
  const rest = order.toSpliced(from, count);
  return rest.toSpliced(below(rest.length + 1), 0, ...order.slice(from, from + count));
}

function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}
