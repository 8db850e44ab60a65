// How everything here is measured: the contestants take turns, round after round, so that whatever else the machine does meets all of them alike.
import type { Floor } from './floors.ts';

export interface Contestant {
  name: string;
  /** How many times `run` does its work in one sample. */
  count: number;
  /** Does the work `count` times; throws when an answer is wrong. */
  run(): void | Promise<void>;
}

/** Microseconds for one piece of work: the median of all rounds, and the round at a tenth of them, which hardly anything disturbed. */
export interface Time {
  median: number;
  tenth: number;
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

/** Once unmeasured, so that what the others have pushed out of the cache is back, then measured. Synchronous work is not awaited. */
async function sample({ count, run }: Contestant): Promise<number> {
  await run();
  const start = performance.now();
  const pending = run();
  if (pending) await pending;
  return ((performance.now() - start) * 1000) / count;
}

export function summary(values: readonly number[]): Time {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: sorted[sorted.length >> 1] ?? Number.NaN,
    tenth: sorted[Math.floor(sorted.length / 10)] ?? Number.NaN,
  };
}

export function timeTable(times: ReadonlyMap<string, Time>): string {
  const lines = [...times].map(
    ([name, { median, tenth }]) => `  ${name.padEnd(30)} ${format(median)} µs   a tenth below ${format(tenth)} µs`,
  );
  return `${lines.join('\n')}\n`;
}

/**
 * Each floor with what was seen: the ratio of the medians, and of the tenths. The tenths decide: where much else goes on, a median measures for how
 * long others had the processor, and that hits long samples more than short ones.
 */
export function floorTable(floors: readonly Floor[], times: ReadonlyMap<string, Time>): string {
  const lines = floors.flatMap(({ what, ours, peer, atLeast }) => {
    const [mine, theirs] = [times.get(ours), times.get(peer)];
    if (!mine || !theirs) return [];
    const [medians, tenths] = [theirs.median / mine.median, theirs.tenth / mine.tenth];
    const verdict = tenths >= atLeast ? 'holds' : 'MISSED';
    const seen = `${format(tenths)} × ${peer.padEnd(20)} floor ${format(atLeast)}   medians ${format(medians)} ×`;
    return [`  ${verdict.padEnd(6)} ${what.padEnd(26)} ${seen}`];
  });
  return `${lines.join('\n')}\n`;
}

function format(micros: number): string {
  return micros.toFixed(2).padStart(8);
}
