// Mutants that no test can notice, each with the reason why: the change makes no difference.
import { ARITHMETIC } from './equivalent-arithmetic.ts';
import type { Mutant } from './mutants.ts';
import type { Sources } from './sources.ts';

export interface Equivalent {
  file: string | RegExp;
  /** Only in the outermost block of a function. */
  outermost?: boolean;
  /** The line of the source, without the blanks around it, or what it begins with. */
  line: string | RegExp;
  /** The change. */
  what: string | RegExp;
  /** What stands at the very place, when the line has several of them. */
  at?: RegExp;
  why: string;
}

const ANY = /./;

const EQUIVALENT: Equivalent[] = [
  {
    file: ANY,
    line: /^(for \()?let \w+(: \w+)? = (0|false)\b/,
    what: 'not assigned',
    outermost: true,
    why: 'a local is 0 before anything is assigned, and this line is run once in a call',
  },
  {
    file: ANY,
    line: /^export let /,
    what: 'not assigned',
    why: 'every call sets it before it is read',
  },
  {
    file: 'cbor',
    line: 'return position < end ? load<u8>(position) >> 5 : 8;',
    what: ANY,
    why: 'what comes next is only compared with two types, and at the end whoever reads on is refused with the same detail',
  },
  {
    file: 'cbor',
    line: 'if (left != right) return left < right;',
    what: '< → <=',
    why: 'they are not equal here',
  },
  {
    file: 'cbor',
    line: /^if \(character == NO_CODE_POINT \|\| character < 0x20/,
    what: 'the condition is false',
    why: 'NO_CODE_POINT is −1, which is below 0x20 as well',
  },
  {
    file: 'cbor',
    line: /^for \(let shift = 8 << power; shift > 0; \)/,
    what: '0: 0 → 1',
    why: 'the shift is a multiple of 8',
  },
  {
    file: 'claims',
    line: /^for \(let claim: u32 = 0; claim < NUMBERS;/,
    what: /^0: 0 → 1|not assigned/,
    why: 'no claim has the number 0, and a local is 0 before it is assigned',
  },
  {
    file: 'lists',
    line: 'if (!takeText(0, 256)) return false;',
    what: '0: 0 → -1',
    why: 'no length is below 0',
  },
  {
    file: 'lists',
    line: 'store<u64>(feature, 0, 16);',
    what: '0: 0 → 1',
    why: 'an address whose length is 0 is never read',
  },
  {
    file: 'lists',
    line: /^const wild = length >= 2 /,
    what: /^2: 2 → |^>= → >$|^the condition is true$/,
    why: '`*` and `*.` are refused either way: a star is no label, and an empty label is none',
  },
  {
    file: 'lists',
    line: /^if \(!takeText\(1, 253\)/,
    what: '1: 1 → 0',
    why: 'an empty pattern has no label, and is refused for that',
  },
  {
    file: 'decide',
    line: 'if (!takeHostName(evidence.host, evidence.hostLength)) return false;',
    what: 'the condition is false',
    why: 'a name that is none has the length 0 then, and no pattern is that short',
  },
  {
    file: 'decide',
    line: 'if (!takeHostName(evidence.host, evidence.hostLength)) return false;',
    what: 'takeHostName answers true',
    why: 'a name that is none has the length 0 then, and no pattern is that short',
  },
  {
    file: 'decide',
    line: /^(signedTimeTaken|renewSoon) = false;/,
    what: ANY,
    why: 'isInTime sets it before a code is accepted, and a verdict that refuses does not tell it',
  },
  {
    file: 'decide',
    line: 'for (let i = 0; i < domainCount; i++) {',
    what: '0: 0 → -1',
    why: 'in front of the first pattern are the text and the length of the 64th feature, and the type above the length: 0 with an empty text, or longer than any name',
  },
  {
    file: 'verdict',
    line: /^return 1 \| \(decision\.renewSoon/,
    what: /^(2: 2 → 3|4: 4 → 5|8: 8 → 9|0: 0 → 1)$/,
    why: 'the lowest bit is set anyway',
  },
];

/** Why a mutant is equivalent; undefined when it is not known to be. */
export function explanationOf(mutant: Mutant, sources: Sources): string | undefined {
  const line = sources.line(mutant.place);
  return [...EQUIVALENT, ...ARITHMETIC].find(
    (it) =>
      fits(it.file, mutant.place.file.slice('wasm/'.length, -'.ts'.length)) &&
      fits(it.line, line) &&
      fits(it.what, mutant.what) &&
      (!it.at || it.at.test(sources.rest(mutant.place))) &&
      (!it.outermost || sources.indentation(mutant.place) === 2),
  )?.why;
}

function fits(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === 'string' ? pattern === text : pattern.test(text);
}
