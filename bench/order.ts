// Looks for the arrangement of a module in which it compresses best – the order of its functions, types, globals and exports, and the numbers of the locals –
// and records it in wasm/NAME.order, which the build follows. What is found depends on luck and on the time spent; the build does not.
// Usage: node bench/order.ts SECONDS [verifier verifier-simd]
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { compileNamed, orderFile } from '../scripts/build-wasm.mjs';
import { OrderableModule } from '../scripts/wasm-order.mjs';
import { compressedSize } from './weigh.ts';

type Arrangement = ReturnType<OrderableModule['arrangementOf']>;

const [seconds = '60', ...given] = process.argv.slice(2);
const names = given.length > 0 ? given : ['verifier', 'verifier-simd'];

for (const name of names) {
  const module = new OrderableModule(await compileNamed('wasm/index.ts', `build/${name}.wasm`));
  const file = orderFile(`${name}.wasm`);
  const start = module.arrangementOf(readFileSync(file, 'utf8').split('\n'));
  const weigh = (arrangement: Arrangement) => compressedSize(module.write(arrangement));
  // Node's own compressor is not gzip, but ten times as fast to ask: first roughly with it, then exactly.
  const roughly = (arrangement: Arrangement) => deflateRawSync(module.write(arrangement), { level: 9 }).length;
  const rough = search(module, start, roughly, Number(seconds) / 2, 0.6);
  const best = search(module, weigh(rough) < weigh(start) ? rough : start, weigh, Number(seconds) / 2, 0);
  writeFileSync(file, `${module.linesOf(best).join('\n')}\n`);
  process.stdout.write(`${name}: ${weigh(start)} → ${weigh(best)} bytes after gzip -9\n`);
}

/**
 * Tries one change after the other. What is not worse is kept; what is worse, the less often the worse it is and the later it comes (simulated annealing,
 * Kirkpatrick, Gelatt, Vecchi, 1983): otherwise the search ends in the first hollow.
 */
function search(
  module: OrderableModule,
  start: Arrangement,
  weigh: (arrangement: Arrangement) => number,
  forSeconds: number,
  heat: number,
): Arrangement {
  let now = start;
  let weight = weigh(now);
  let best = now;
  let least = weight;
  const begin = performance.now();
  for (;;) {
    const left = 1 - (performance.now() - begin) / (forSeconds * 1000);
    if (left <= 0) return best;
    const changed = changeOf(module, now);
    const weighs = weigh(changed);
    if (weighs > weight && Math.random() >= Math.exp((weight - weighs) / (heat * left))) continue;
    now = changed;
    weight = weighs;
    if (weight >= least) continue;
    best = now;
    least = weight;
  }
}

/** One change: more than half the time of locals, which are the most; else of an order. */
function changeOf(module: OrderableModule, now: Arrangement): Arrangement {
  const luck = Math.random();
  if (luck < 0.35) return { ...now, functions: moved(now.functions) };
  if (luck < 0.4) return { ...now, globals: moved(now.globals) };
  if (luck < 0.43) return { ...now, types: moved(now.types) };
  if (luck < 0.45) return { ...now, exports: moved(now.exports) };
  const index = below(now.locals.length);
  const changed = exchanged(now.locals[index] ?? []);
  return module.fits(index, changed) ? { ...now, locals: now.locals.with(index, changed) } : now;
}

/** Up to twelve neighbors at another place; half the time only one. */
function moved(order: number[]): number[] {
  const count = Math.random() < 0.5 ? 1 : 1 + below(Math.min(12, order.length - 1));
  const from = below(order.length - count);
  const rest = order.toSpliced(from, count);
  return rest.toSpliced(below(rest.length + 1), 0, ...order.slice(from, from + count));
}

/** The same numbers, two of them exchanged. */
function exchanged(numbers: number[]): number[] {
  const [one, other] = [below(numbers.length), below(numbers.length)];
  return numbers.map((it, index) =>
    index === one ? (numbers[other] ?? it) : index === other ? (numbers[one] ?? it) : it,
  );
}

function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}
