// Mutants of the curve, the field, the scalars and the hashes that no test can notice, each with the reason why.
import type { Equivalent } from './equivalent.ts';

const ANY = /./;
const HARMLESS_STEP = 'the steps end at a multiple, so one less is the same end';
const EITHER_SUM = 'X is at offset 0 of a point, and Y − X of a cached one: added or taken off';

export const ARITHMETIC: Equivalent[] = [
  {
    file: /^(sha256|sha512|lanes-fused|single-fused)$/,
    line: /^(for \(let i|.*i < (64|128|256|640|80|40); i \+= )/,
    what: /^(64: 64 → 63|128: 128 → 127|256: 256 → 255|640: 640 → 639|80: 80 → 79|40: 40 → 39)$/,
    why: HARMLESS_STEP,
  },
  {
    file: /^sha(256|512)$/,
    line: /^for \(let i: usize = 0; i < (64|128); i \+= [48]\) store/,
    what: /^(< → <=|64: 64 → 65|128: 128 → 129)$/,
    why: 'one word more of the schedule, which the next loop writes again',
  },
  {
    file: 'sha512',
    line: /^for \(let i: usize = 128; i < 640;/,
    what: /^(< → <=|640: 640 → 641)$/,
    why: 'a word behind the schedule, where that of SHA-256 is, of which every word is written before it is read',
  },
  {
    file: 'hash',
    line: /^for \(let i: usize = 0; i < 8; i\+\+\) store<u32>\(state/,
    what: /^(< → <=|8: 8 → 9)$/,
    why: 'a ninth word of the state, which SHA-256 does not use',
  },
  {
    file: 'hash',
    line: 'memory.copy(state, INITIAL_STATE, 64);',
    what: '64: 64 → 65',
    why: 'the byte behind the state is the first of the block, which is written before it is read',
  },
  {
    file: 'hash',
    line: /^const taken = min/,
    what: '< → <=',
    why: 'of two equal numbers either is the smaller one',
  },
  {
    file: 'field',
    line: /^c = \(h[04] \+ \(1 << 25\)\) >> 26;/,
    what: /^(1: 1 → [02]|25: 25 → 2[46]|<< → >>|\+ → −)$/,
    why: 'limbs 0 and 4 are carried again after this: how they are rounded here moves at most 2 into a limb that is still to be carried',
  },
  {
    file: 'field',
    line: /encode\(encoded, a\);|load<u64>\(encoded, 24\)\) == 0;/,
    what: ANY,
    why: 'isZero is only asked for the x of a sum whose y is 1 as well (single-scalar.ts), and there x is 0: −x² + 1 = 1 + d·x², d is not −1',
  },
  {
    file: 'single-scalar',
    line: /^return field\.isZero\(X\) && same/,
    what: /^(isZero answers true|the condition is true)$/,
    why: 'on the curve y = 1 only where x = 0: −x² + 1 = 1 + d·x², and d is not −1',
  },
  {
    file: 'single-fused',
    line: 'if (!isZero(xy, 0)) return false;',
    what: /^(the condition is false|false → true)$/,
    why: 'on the curve y = 1 only where x = 0: −x² + 1 = 1 + d·x², and d is not −1',
  },
  {
    file: /^single-(scalar|fused)$/,
    line: /^return (field\.isZero\(X\) && )?same\(encodedY, encodedZ, 32\);/,
    what: '32: 32 → 31',
    why: 'nobody finds a sum whose y differs from 1 in its highest byte alone: one in 2^248',
  },
  {
    file: 'single-scalar',
    line: 'field.copy(Z, field.ONE);',
    what: ANY,
    why: 'Z = 0 becomes (0, −1) when it is doubled and (0, 1) when it is doubled again, as every sum is: scalars have more than one digit',
  },
  {
    file: 'single-scalar',
    line: 'memory.fill(X, 0, 160);',
    what: /^160: 160 → 1(59|61)$/,
    why: 'the last byte is of T, which doubling, always the first step, does not read; the one behind is of a work area',
  },
  {
    file: 'single-scalar',
    line: /^if \(withT\)/,
    what: 'the condition is true',
    why: 'T is computed where nobody reads it: slower, nothing else',
  },
  {
    file: /^pair-(fused|scalar)$/,
    line: 'memory.copy(out, a, 80);',
    what: '80: 80 → 81',
    why: 'the byte behind is of the next coordinate or of a work area, both written after this one',
  },
  {
    file: 'halves-fused',
    line: /^return f64x2\.extract_lane\(result, 0\) == -1 &&/,
    what: ANY,
    why: 'no engine at hand computes without fusing, or differently in one lane (test/choice.test.ts starts one that does not fuse, without the tests of this tool)',
  },
  {
    file: 'carry-fused',
    line: /^for \(let k: usize = 0; k < 5; k\+\+\)/,
    what: /^(< → <=|5: 5 → 6)$/,
    why: 'a sixth bias stands in the table that is filled next, or behind it, where nobody reads',
  },
  {
    file: 'lanes-fused',
    line: /^for \(let i: usize = 0; i < 5; i\+\+\) store<f64>\(element/,
    what: /^(< → <=|5: 5 → 6)$/,
    why: 'a sixth limb stands where the next element of the entry is written afterwards, or in the 8 bytes that an entry does not use',
  },
  {
    file: 'edwards',
    line: ANY,
    at: /^\w+ \+ (X|Y_MINUS_X)\b/,
    what: '+ → −',
    why: EITHER_SUM,
  },
  {
    file: 'edwards',
    line: /^pair\.multiply\(e, e, c\); \/\/ v³/,
    what: 'multiply is not called',
    why: 'x = u·v^k·(u·v^(2k+1))^((p − 5)/8) has v·x² = u·(u·v^(2k+1))^((p − 1)/4) for every k, here 2 instead of 3: a root as well',
  },
  {
    file: 'prepared',
    line: /^return tableSize\(BASE_WIDTH\) \+ \(keys == 0/,
    what: /^(the condition is false|0: 0 → -1)$/,
    why: '0 tables take 0 bytes either way',
  },
  {
    file: 'scalar',
    line: /^(multiplyWords\((quotient|multiple)|subtractWords\(remainder|while \(compare\(remainder)/,
    what: /^9: 9 → (8|10)$/,
    why: 'the ninth word of L and of a remainder is 0, and so is what stands behind a table or an area of 9 or 18 words, up to the next multiple of 16 bytes',
  },
  {
    file: 'scalar',
    line: 'memory.copy(out, remainder, 32);',
    what: '32: 32 → 33',
    why: 'a byte behind `out`, of a work area that is written before it is read',
  },
  {
    file: 'scalar',
    line: /^for \(let i: usize = 0; i < count \* WORD/,
    what: '< → <=',
    why: 'a tenth word of the remainder, which nobody reads',
  },
  {
    file: 'scalar',
    line: 'borrow = step >> 32;',
    what: '32: 32 → 33',
    why: 'a step is above −2^33, so both leave −1 of a negative one, and 0 of another',
  },
  {
    file: 'scalar',
    line: /^(if \(x != y\) return x < y \? -1 : 1;|return 0;)$/,
    what: /^(< → <=|1: 1 → [02]|0: 0 → 1)$/,
    why: 'x and y are not equal there; and callers only ask whether the answer is below 0',
  },
  {
    file: 'straus',
    line: 'while (i <= 8 * size) {',
    what: '8: 8 → 9',
    why: 'bits beyond the scalar are 0 and make digits that are 0',
  },
  {
    file: 'straus',
    line: /^(if \(uses <= FEW_USES\) \{|uses \+= 1;|makeBaseMultiples\(uses)/,
    what: ANY,
    why: 'when the larger multiples of B are made decides how long a verification takes, not what it answers',
  },
  {
    file: 'windows',
    line: /^pair\.storeLane\(neutral/,
    what: '0: 0 → 1',
    why: 'both lanes of 1/2 are the same',
  },
  {
    file: 'windows',
    line: /^store<u64>\(touched/,
    what: ANY,
    why: 'it brings an entry near; nobody reads what is stored',
  },
  {
    file: 'windows',
    line: 'return (SCALAR_BITS + width - 1) / width;',
    what: /^(1: 1 → 0|− → \+)$/,
    why: 'no width from 4 to 8 divides 253 or 254',
  },
  {
    file: 'windows',
    line: 'for (let j = 1; j < count; j++) {',
    what: '< → <=',
    why: 'one multiple more, for which the area has room and which nobody reads',
  },
  {
    file: 'windows',
    line: /^while \(termCount < 2/,
    what: '2: 2 → 1',
    why: 'fewer than two terms come of messages alone that nobody can find, as test/mutation/gaps.ts says',
  },
  {
    file: 'straus',
    line: 'if (width == baseWidth) return;',
    what: 'the condition is false',
    why: 'the same multiples of B are made once more: slower, nothing else',
  },
  {
    file: 'pair',
    line: /^if \(invertBytes\(encoded, encoded\)/,
    what: 'the condition is false',
    why: 'the power is computed, which is as right and slower',
  },
  {
    file: 'edwards',
    line: 'const negative = load<u8>(bytes, 31) >> 7 == 1;',
    what: '& → |',
    why: 'the mask of the shift by 7: 7 & 7 is 7 | 7',
  },
  {
    file: 'pair',
    line: 'encodeLane(encoded1, a, 1);',
    what: 'encodeLane is not called',
    why: 'what is to be inverted stays 0 then, has no inverse, and the power is computed, which is as right',
  },
];
