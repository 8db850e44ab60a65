// How everything here is measured: the contestants take turns, round after round, so that whatever else the machine does meets all of them alike.
import type { Floor } from './floors.ts';

export interface Contestant {
  name: string;
  /** How many times `run` does its work in one sample. */
  count: number;
  /** Does the work `count` times; throws when an answer is wrong. */
  run(): void | Promise<void>;
}

/** Microseconds for one piece of work: the median of all rounds, and the best one. */
export interface Time {
  median: number;
  best: number;
}

const WARM_UP = 6;

export async function measure(contestants: Contestant[], rounds: number): Promise<Map<string, Time>> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const contestant of contestants) {
      const micros = await sample(contestant);
      if (round >= 0) samples.get(contestant.name)?.push(micros);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, summary(values)]));
}

/** Synchronous work is not awaited. */
async function sample({ count, run }: Contestant): Promise<number> {
  const start = performance.now();
  const pending = run();
  if (pending) await pending;
  return ((performance.now() - start) * 1000) / count;
}

export function summary(values: readonly number[]): Time {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, best: sorted[0] ?? Number.NaN };
}

export function timeTable(times: ReadonlyMap<string, Time>): string {
  const lines = [...times].map(
    ([name, { median, best }]) => `  ${name.padEnd(30)} ${format(median)} µs   best ${format(best)} µs`,
  );
  return `${lines.join('\n')}\n`;
}

/** Each floor with what was seen. It holds when the ratio of the medians and that of the best samples, which nothing disturbed, both reach it. */
export function floorTable(floors: readonly Floor[], times: ReadonlyMap<string, Time>): string {
  const lines = floors.map(({ what, ours, peer, atLeast }) => {
    const [mine, theirs] = [times.get(ours), times.get(peer)];
    if (!mine || !theirs) return `  ${what}: not measured (${ours} beside ${peer})`;
    const ratio = theirs.median / mine.median;
    const best = theirs.best / mine.best;
    const verdict = Math.min(ratio, best) >= atLeast ? 'holds' : 'MISSED';
    return `  ${verdict.padEnd(6)} ${what.padEnd(26)} ${ratio.toFixed(2).padStart(7)} × ${peer.padEnd(20)} floor ${atLeast.toFixed(2).padStart(6)}   best samples ${best.toFixed(2).padStart(7)} ×`;
  });
  return `${lines.join('\n')}\n`;
}

function format(micros: number): string {
  return micros.toFixed(2).padStart(9);
}
