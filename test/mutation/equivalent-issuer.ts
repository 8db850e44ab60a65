// Mutants of what only the issuer has that no test can notice, each with the reason why.
import type { Equivalent } from './equivalent.ts';

const ANY = /./;

export const ISSUER: Equivalent[] = [
  {
    file: 'issue',
    line: 'memory.fill(SLOTS, 0, CLAIMS * SLOT);',
    what: /^(· → \+|not copied)$/,
    why: 'the one caller sets every claim that has a slot anew, and the other slots stay empty',
  },
  {
    file: 'issue',
    line: /^setSlot\(claim, value == ABSENT/,
    what: /^0: 0 → (1|-1)$/,
    why: 'nobody reads the length of an integer',
  },
  {
    file: 'issue',
    line: /^if \((domain|feature)Total < MAX_/,
    what: '< → <=',
    why: 'a 65th is refused, and where it lands are claims or domains that are written before they are read',
  },
  {
    file: 'issue',
    line: 'if (nameLength != other) return nameLength < other;',
    what: '< → <=',
    why: 'they are not equal here',
  },
  {
    file: 'issue',
    line: /^return memory\.compare\(name/,
    what: /^(< → <=|0: 0 → 1)$/,
    why: 'two features of one name are refused, whichever stands in front',
  },
  {
    file: 'issue',
    line: /^writeHead\(UNSIGNED, claim < TERMS/,
    what: '< → <=',
    why: 'TERMS itself is written above',
  },
  {
    file: 'issue',
    line: /^const head = payloadLength < 24/,
    what: /^((24|256|1|2): .*|< → <=|the condition is false)$/,
    why: 'it is only compared with 512, and an envelope around fewer than 256 bytes is far below that',
  },
  {
    file: 'issue',
    line: 'writeMap(1, TERMS);',
    what: '1: 1 → 0',
    why: 'no claim has the number 0',
  },
  {
    file: 'issue',
    line: /^if \(machineBinds > 0 && 2/,
    what: '0: 0 → 1',
    at: /^0 &&/,
    why: 'of one binding one is needed, which is more than half; 0 of 1 is refused before',
  },
  {
    file: 'issue',
    line: /^if \(!take(Array|Bytes)\(4, 4\)/,
    what: ANY,
    why: 'whatever is taken here, all that was given is compared with what its parts make, which has one form only',
  },
  {
    file: 'issue',
    line: /^const unchanged = toBeSignedLength == length/,
    what: 'the condition is true',
    at: /^toBeSignedLength/,
    why: 'both are whole items of CBOR, of which none is the beginning of another',
  },
  {
    file: 'issuer',
    line: 'for (let i = 0; i < count; i++) {',
    what: /^(0: 0 → -1|< → <=)$/,
    why: 'a binding more, in front of the others or behind them: in room that nobody uses, or where a code is written before it is read',
  },
  {
    file: 'issuer',
    line: 'return index >= 8192;',
    what: /^(8192: 8192 → 819[13]|>= → >)$/,
    why: 'a record with so many items has no room for the rest, and is refused for its end: when reading stops makes no difference',
  },
];
