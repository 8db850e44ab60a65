// Mutants of the text form and of what is said about it that no test can notice, each with the reason why.
import type { Equivalent } from './equivalent.ts';

const ANY = /./;
const SLOWER = 'bytes are looked at one by one: the same answers, slower';
const NO_SYMBOL = 'what is exchanged here is no symbol, no slip and no letter of a frame either way';

export const TEXTS: Equivalent[] = [
  {
    file: 'block',
    line: /^return \(\(bytes - 0x0e0e0e0e0e0e0e0e\)/,
    what: /^(0x0e0e0e0e0e0e0e0e: \d+ → \d+3|\^ → \||& → \||0x8080808080808080: .*|0: 0 → (1|-1))$/,
    why: `more bytes than LF and CR are taken for controls, and ${SLOWER}`,
  },
  {
    file: 'block',
    line: /^(if \(at \+ 8 <= length && !hasControl|at \+= 8;)/,
    what: /^(8: 8 → 9|8: 8 → 7|<= → <|the condition is false|hasControl answers true)$/,
    why: SLOWER,
  },
  {
    file: 'block',
    line: /^return behind != 0 && skipBlanks/,
    what: /^(0: 0 → (1|-1)|the condition is true)$/,
    at: /^(0 &&|behind)/,
    why: 'at address 0 stands no blank, so that no line ends there',
  },
  {
    file: 'block',
    line: 'if (at == 0) return 0;',
    what: /^(0: 0 → (1|-1)|the condition is false)$/,
    at: /^(0\)|if)/,
    why: 'behind 0 no name is found, and none closes: 0 is returned as well',
  },
  {
    file: 'block',
    line: /^for \(let kind: u32 = 0; kind < KINDS;/,
    what: '< → <=',
    why: 'a fifth letter is the zero behind the list, whose name is that of the fourth, which was tried before',
  },
  {
    file: 'block',
    line: /^for \(let line = 0; line < length;/,
    what: '< → <=',
    why: 'an empty line more, behind the text',
  },
  {
    file: 'block',
    line: 'contentEnd = length;',
    what: 'not assigned',
    why: 'it is so from the beginning of the text on: only what follows an open block changes it',
  },
  {
    file: 'hints',
    line: 'return byte < 0x80 ? classify(byte) : FOREIGN;',
    what: ANY,
    at: /^(0x80|byte)/,
    why: 'from 7F on neither bytes nor the characters with their numbers are symbols, and only that is asked',
  },
  {
    file: 'hints',
    line: /^if \(length != GROUP\) return length < 2 \* GROUP/,
    what: '> → >=',
    why: 'they are not equal here',
  },
  {
    file: 'hints',
    line: 'if (end == symbolCount) return 0;',
    what: 'the condition is false',
    why: 'a group behind the end has one symbol and is the last: 0 as well',
  },
  {
    file: 'hints',
    line: /^const named = first >= 0 && index >= 0;/,
    what: ANY,
    why: 'first is 4, where a prefix stands in front and no index is below 0, or −1',
  },
  {
    file: 'hints',
    line: /^for \(let i = first; i <= symbolCount - PREFIX;/,
    what: '− → +',
    why: 'no prefix begins where fewer than four symbols are left, which isPrefix asks as well',
  },
  {
    file: 'slips',
    line: /^const leftOut = /,
    what: /^(> → >=|0x\w+: (73 → 72|76 → 75|79 → 78|85 → 84))$/,
    why: 'I, L, O and U themselves are answered above',
  },
  {
    file: 'slips',
    line: /^const folded = codePoint - 0xff01 < 94/,
    what: /^(0xff01: 65281 → 65282|94: 94 → 9[35]|< → <=)$/,
    why: `!, ~ and what is behind ~: ${NO_SYMBOL}`,
  },
  {
    file: 'symbols',
    line: /^for \(let byte: u32 = 0; byte < 256;/,
    what: /^(not assigned|256: 256 → 257|< → <=)$/,
    why: 'a byte behind the table, which is of a license key and written before it is read; and a local is 0 before it is assigned',
  },
  {
    file: 'symbols',
    line: /^store<u8>\(BYTE_CLASSES \+ byte/,
    what: /^(0x80: 128 → 12[79]|< → <=|the condition is false)$/,
    why: 'what is decoded first is classified alike afterwards, and 80 begins no character: the same classes, slower',
  },
  {
    file: 'sentences',
    line: 'return byte - ZERO < 10;',
    what: /^(10: 10 → 11|< → <=)$/,
    why: 'no name and no sentence begins with a colon',
  },
  {
    file: 'sentences',
    line: 'let found = false;',
    what: 'not assigned',
    why: 'where it was true in the line before, the search has ended',
  },
  {
    file: 'sentences',
    line: 'if (load<u8>(at) == DASH) at = readNumber(at + 1);',
    what: 'not assigned',
    why: 'the end of a range is read once more, as a number of its own',
  },
  {
    file: 'sentences',
    line: /^const forIssuer = issuerDetails != 0/,
    what: /^(0: 0 → (1|-1)|the condition is true|0 → 1)$/,
    at: /^(0 &&|issuerDetails|status)/,
    why: 'at address 0 stands no table, so that nothing is found there',
  },
  {
    file: 'sentences',
    line: /^const finer = detail != 0/,
    what: /^(0: 0 → -1|the condition is true)$/,
    at: /^(0 \?|detail)/,
    why: 'no line has the number 0',
  },
  {
    file: 'hints',
    line: /^const count = min\(ROW_SYMBOLS|^if \(group != 0\) return groupLength/,
    what: '< → <=',
    why: 'of two equal numbers either is the smaller one, and a group that is told has not five symbols',
  },
  {
    file: 'hints',
    line: /^return row < rows && holdsSomehow\(first, row \+ 1, row\)/,
    what: /^(< → <=|the condition is true)$/,
    at: /^row </,
    why: 'behind the last row stand no symbols that could hold',
  },
  {
    file: 'hints',
    line: /^if \(other != row && holdsSomehow/,
    what: 'the condition is true',
    why: 'as its own number the row does not hold, last or not: both were asked before',
  },
];
