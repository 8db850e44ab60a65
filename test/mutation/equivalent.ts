// Mutants that no test can notice, each with the reason why: the change makes no difference.
import type { Mutant } from './mutants.ts';
import type { Sources } from './sources.ts';

interface Equivalent {
  file: string;
  /** The line of the source, without the blanks around it, or what it begins with. */
  line: string | RegExp;
  /** The change. */
  what: string | RegExp;
  why: string;
}

const EQUIVALENT: Equivalent[] = [];

/** Why a mutant is equivalent; undefined when it is not known to be. */
export function explanationOf(mutant: Mutant, sources: Sources): string | undefined {
  const line = sources.line(mutant.place);
  return EQUIVALENT.find(
    (it) => `wasm/${it.file}.ts` === mutant.place.file && fits(it.line, line) && fits(it.what, mutant.what),
  )?.why;
}

function fits(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === 'string' ? pattern === text : pattern.test(text);
}
