// One fuzzing session of a target: seeds first, then changes of what has found something new, until the count is reached.
import { change, smallest } from './change.ts';
import { Dice } from './dice.ts';
import type { Target } from './targets.ts';

export interface Outcome {
  target: string;
  inputs: number;
  /** Inputs that found a new way of a branch and were kept. */
  corpus: number;
  seen: number;
  ways: number;
  mostWork: number;
  failure?: { why: string; input: Buffer };
}

const MOST_KEPT = 4_000;

/** What went wrong with an input: a difference, a trap or too much work. */
export function fault(target: Target, input: Buffer): string | undefined {
  try {
    return target.run(input);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function fuzz(target: Target, seed: number, count: number, tell: (done: number) => void): Outcome {
  const dice = new Dice(seed);
  const corpus = [...target.seeds];
  let seen = 0;
  let inputs = 0;
  const outcome = (failure?: Outcome['failure']): Outcome => ({
    target: target.name,
    inputs,
    corpus: corpus.length,
    seen: sum(target, (lab) => lab.seen()),
    ways: sum(target, (lab) => lab.wayCount),
    mostWork: Math.max(...target.labs.map((lab) => lab.mostWork)),
    ...(failure && { failure }),
  });
  while (inputs < count) {
    const fromSeeds = inputs < target.seeds.length;
    const base = corpus[fromSeeds ? inputs : chooseIndex(dice, corpus.length)] ?? Buffer.alloc(0);
    const input = fromSeeds ? base : change(dice, base, dice.pick(corpus), target.kind, target.most);
    inputs++;
    const why = fault(target, input);
    if (why !== undefined) {
      const small = smallest(input, (candidate) => fault(target, candidate) !== undefined);
      return outcome({ why: fault(target, small) ?? why, input: small });
    }
    const now = sum(target, (lab) => lab.seen());
    if (now > seen && !fromSeeds && corpus.length < MOST_KEPT) corpus.push(input);
    seen = now;
    if (inputs % 100_000 === 0) tell(inputs);
  }
  return outcome();
}

/** What was found last is tried more often. */
function chooseIndex(dice: Dice, length: number): number {
  return dice.roll(4) === 0 ? length - 1 - dice.roll(Math.ceil(length / 4)) : dice.roll(length);
}

function sum(target: Target, of: (lab: Target['labs'][number]) => number): number {
  return target.labs.reduce((total, lab) => total + of(lab), 0);
}
