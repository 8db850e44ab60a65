// How hard a passphrase is to guess, roughly: said while it is typed, and again by the server. Not a promise; a word of a song that is
// twenty letters long counts as good here and is not.

export type Strength = 'empty' | 'short' | 'weak' | 'fair' | 'good';

/** Fewer are refused by the seal itself (portal/server/sealed.ts). */
const LEAST = 12;
const FAIR_VARIETY = 9;
const GOOD_LENGTH = 20;
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
];

export function strengthOf(passphrase: string): Strength {
  const letters = [...passphrase];
  if (letters.length === 0) return 'empty';
  if (letters.length < LEAST) return 'short';
  const told = withoutRuns(letters.map((letter) => letter.toLowerCase()));
  const variety = new Set(told).size;
  if (told.length < LEAST - 3 || variety < 6 || isRepeated(passphrase.toLowerCase())) return 'weak';
  return told.length >= GOOD_LENGTH && variety >= FAIR_VARIETY ? 'good' : 'fair';
}

/** Whoever refuses a passphrase refuses these. */
export function isTooWeak(strength: Strength): boolean {
  return strength === 'empty' || strength === 'short' || strength === 'weak';
}

/** What is left when a letter that follows from the one before it is not counted. */
function withoutRuns(letters: readonly string[]): string[] {
  return letters.filter((letter, i) => {
    const before = letters[i - 1];
    return before === undefined || (before !== letter && !follows(before, letter) && !follows(letter, before));
  });
}

function follows(a: string, b: string): boolean {
  return RUNS.some((run) => run.includes(a + b));
}

/** "tigertigertiger": the same piece again and again. */
function isRepeated(text: string): boolean {
  return /^(.{1,12}?)\1+$/s.test(text) || /^(.{2,12}?)\1\1/s.test(text);
}
