// A long run in pieces, each with a seed of its own. What was found for the same modules is written down when a piece is done, so that a run can be
// stopped at any time, go on later, and be shared by several processes.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const JOURNAL = 'build/fuzz.jsonl';

export interface Piece {
  target: string;
  seed: number;
  count: number;
}

/** What each target looks into; a piece counts only for these very bytes. */
const MODULES = (target: string) =>
  target === 'signatures' ? ['crypto-probe', 'crypto-probe-simd'] : ['verifier', 'verifier-simd', 'codec-probe'];

/** `count` inputs in pieces of at most `most`, with the seeds from `seed` on. */
export function piecesOf(target: string, seed: number, count: number, most: number): Piece[] {
  return Array.from({ length: Math.ceil(count / most) }, (_, i) => ({
    target,
    seed: seed + i,
    count: Math.min(most, count - i * most),
  }));
}

/** The pieces of one of `of` processes. */
export function shareOf(pieces: readonly Piece[], part: number, of: number): Piece[] {
  return pieces.filter((_, i) => i % of === part - 1);
}

export class Journal {
  readonly #outcomes = new Map<string, unknown>();

  constructor() {
    if (!existsSync(JOURNAL)) return;
    for (const line of readFileSync(JOURNAL, 'utf8').split('\n').filter(Boolean)) {
      const { id, outcome }: { id: string; outcome: unknown } = JSON.parse(line);
      this.#outcomes.set(id, outcome);
    }
  }

  has(piece: Piece): boolean {
    return this.#outcomes.has(idOf(piece));
  }

  add(piece: Piece, outcome: unknown): void {
    this.#outcomes.set(idOf(piece), outcome);
    appendFileSync(JOURNAL, `${JSON.stringify({ id: idOf(piece), ...piece, outcome })}\n`);
  }
}

const digests = new Map<string, string>();

function digestOf(module: string): string {
  const known = digests.get(module);
  if (known) return known;
  const digest = createHash('sha256')
    .update(readFileSync(`build/${module}.wasm`))
    .digest('hex');
  digests.set(module, digest);
  return digest;
}

function idOf({ target, seed, count }: Piece): string {
  return [target, seed, count, ...MODULES(target).map((module) => digestOf(module).slice(0, 16))].join(' ');
}
