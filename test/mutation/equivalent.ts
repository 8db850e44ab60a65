// Mutants that no test can notice, each with the reason why: the change makes no difference.
import { ARITHMETIC } from './equivalent-arithmetic.ts';
import { ISSUER } from './equivalent-issuer.ts';
import { TEXTS } from './equivalent-texts.ts';
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
    file: 'areas',
    line: 'if (__heap_base > INPUT) unreachable();',
    what: ANY,
    why: 'two numbers that are known when the module is built, and neither greater nor equal',
  },
  {
    file: 'reason',
    outermost: true,
    line: /^(row = 0|group = 0|offset = NOWHERE);$/,
    what: 'not assigned',
    why: 'in malformed: whoever calls it has named no place before, and the call began with these values; in clearFinding tests notice it',
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
  {
    file: 'witness',
    line: /\b(max|min)\(/,
    what: /^(> → >=|< → <=)$/,
    why: 'of two equal numbers either is the larger one, and the smaller one',
  },
  {
    file: 'machine',
    line: 'for (let i = 0; i < bound; i++) {',
    what: /^(0: 0 → -1|< → <=)$/,
    why: 'beside the bindings stand heads and other members of the payload, and no machine value is found whose binding they are: five of the eight bytes in front are fixed, and all behind stood there first',
  },
  {
    file: 'domain',
    line: 'return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;',
    what: '0x41: 65 → 64',
    why: 'neither @ nor ` stands in a pattern or makes an address',
  },
  {
    file: 'domain',
    line: /^const hexadecimal = nameLength - from >= 2/,
    what: /^(− → \+|2: 2 → 1|the condition is true)$/,
    why: 'a label of one byte, 0 with an x of an older name behind it, is a number either way',
  },
  {
    file: 'domain',
    line: /^(const decimal = |if \(!decimal)/,
    what: /^(0x30: 48 → 47|0x39: 57 → 58|0x61: 97 → 96)$/,
    why: 'neither / nor : nor ` stands in a pattern, and the last label of a name has to be the last of one; with : it was an address before',
  },
  {
    file: 'domain',
    line: 'let from = 0;',
    what: /^0: 0 → (1|-1)$/,
    why: 'a name without a dot is covered by no pattern with a star, and only those ask for addresses',
  },
  {
    file: 'domain',
    line: 'return from < nameLength && isNumber(from);',
    what: /^(< → <=|the condition is true|0 → 1)$/,
    why: 'a name that ends in a dot, or has no byte, is covered by no pattern, address or not',
  },
  {
    file: 'domain',
    line: /^(nameLength = 0;|if \(length <= 0 \|\| length > LONGEST_NAME\) return false;)$/,
    what: /^(0: 0 → (1|-1)|<= → <|not assigned|1 → 0|the condition is false)$/,
    why: 'without a byte the length becomes 0 or −1 below as well, and whoever is told that there is no name asks for no pattern',
  },
  {
    file: 'domain',
    line: 'if (length <= 0 || length > LONGEST_NAME) return false;',
    what: 'false → true',
    why: 'the length is 0 then, and no pattern is that short',
  },
  {
    file: 'domain',
    line: /^for \(let i = 0; i < length; i\+\+\) store<u8>\(lowered/,
    what: '< → <=',
    why: 'one byte behind the name, where nobody reads and the area has room',
  },
  {
    file: 'domain',
    line: 'return nameLength > 0;',
    what: /^(0: 0 → -1|> → >=)$/,
    why: 'a name of no byte is covered by no pattern',
  },
  {
    file: 'domain',
    line: /^(let i = from;|return i - from;)$/,
    what: /^(not assigned|− → \+)$/,
    why: 'it is asked for the first label only, from 0',
  },
  {
    file: 'domain',
    line: /^while \(i < nameLength && load<u8>\(lowered/,
    what: '< → <=',
    why: 'a label that goes on to the end leaves less than nothing for the rest of a pattern',
  },
  {
    file: 'evidence',
    line: /^hostLength = /,
    what: '0: 0 → -1',
    at: /^0;/,
    why: 'a name of less than one byte is none',
  },
  {
    file: 'token',
    line: 'takeKey(0);',
    what: '0: 0 → 1',
    why: 'the order was checked before; against the zeros at address 1 only a key 0 is out of order, and nobody asks',
  },
  {
    file: 'token',
    line: 'takeItem(2);',
    what: '2: 2 → 1',
    why: 'a header that is nested too deep was refused before',
  },
  {
    file: 'token',
    line: /^const exact = length == HEADER/,
    what: 'the condition is true',
    why: 'what begins like this and is one whole item has 13 bytes',
  },
  {
    file: 'token',
    line: /takeBytes\(0, MAX_TOKEN\)/,
    what: '0: 0 → -1',
    why: 'no length is below 0',
  },
  {
    file: 'bytes',
    line: 'for (let i = 1; i < count; i++) {',
    what: /^(1: 1 → 0|not assigned)$/,
    why: 'the first value has none before it to be compared with',
  },
  {
    file: /^(request|receipt)$/,
    line: /takeKey\(0\)/,
    what: '0: 0 → 1',
    why: 'against the zeros at address 1 only a key 0 is out of order, and no member has it: the same fault with the same detail',
  },
  {
    file: 'request',
    line: 'setMember(LICENSE_KEY, 0, 0);',
    what: '0: 0 → 1',
    at: /^0, 0\)/,
    why: 'an address of no bytes',
  },
  {
    file: 'request',
    line: /^(else )?if \(.*min\(memberLength\(key\)/,
    what: /^(1: 1 → 2|< → <=)$/,
    why: 'what is too long by two is refused for the same reason, and of two equal numbers either is the smaller one',
  },
  {
    file: 'claims',
    line: 'if (major != UNSIGNED || argument >= TERMS) return unknown(base);',
    what: '>= → >',
    why: 'number 16 has no rule among the claims, and behind the rules of the terms stands the slot of claim 0, which is never filled',
  },
  {
    file: 'lists',
    line: 'let previous: usize = 0;',
    what: '0: 0 → 1',
    why: 'against the zeros at address 1 only a key 0 is out of order, which is no name either: the same detail',
  },
  {
    file: 'record',
    line: /^intact = length >= 0 && length <= INPUT_CAPACITY;/,
    what: /^(0: 0 → 1|>= → >|0: 0 → -1)$/,
    why: 'no record has 0 bytes, and of −1 no member ends where the record does: both are refused when they are closed',
  },
  {
    file: 'record',
    line: /^end = intact \?/,
    what: 'the condition is true',
    why: 'of a record that is not intact only the rest is taken, and it has no length that a key or a number has',
  },
  {
    file: 'record',
    line: /^if \(!intact \|\| length > /,
    what: /^(the condition is false|1 → 0|− → \+)$/,
    why: 'what is not intact stays so, and what was taken beyond the end is refused when the record is closed, before anything of it is told',
  },
  {
    file: 'record',
    line: /^(if \(!has\(length\)\) return ZEROS;|dataLength = 0;)$/,
    what: ANY,
    why: 'what was taken beyond the end is refused when the record is closed, before anything of it is told',
  },
  {
    file: 'answer',
    line: 'writeWords(nameOf(reason.status), BLANK, 0, 0);',
    what: /^0: 0 → (1|-1)$/,
    why: 'a name has neither {row} nor {group}',
  },
  {
    file: 'answer',
    line: 'fail(status, 0);',
    what: 'fail answers true',
    why: 'nobody asks',
  },
  {
    file: 'words',
    line: 'if (at == 0) return 0;',
    what: /^(0: 0 → (1|-1)|the condition is false)$/,
    at: /^(0\)|if)/,
    why: 'at address 0 stands no letter of a text: 0 is returned as well',
  },
  {
    file: 'words',
    line: /^while \(same < length && load/,
    what: /^(< → <=)$/,
    why: 'a byte behind the word makes it longer than it is: it was none of the list, and is none',
  },
  {
    file: 'utf8',
    line: /^if \(first < 0xc2 \|\| first > 0xf4\)/,
    what: '0xf4: 244 → 245',
    why: 'what begins with f5 is above 10FFFF, which is refused below',
  },
  {
    file: 'utf8',
    line: /0x3f >> more/,
    what: '0x3f: 63 → 62',
    why: 'the lowest bit is shifted out',
  },
  {
    file: 'component',
    line: /min\(bareLength, LONGEST_BARE\)/,
    what: /^(< → <=|the condition is true)$/,
    why: 'ten bytes of 64 or more are looked at, and of two equal numbers either is the smaller one',
  },
  {
    file: 'component',
    line: /^return bareLength <= LONGEST_BARE && /,
    what: /^(<= → <|the condition is true)$/,
    at: /^bareLength/,
    why: 'no listed value is longer than 32 bytes',
  },
  {
    file: 'component',
    line: 'for (let i = 2; i < 17; i += 3) {',
    what: '17: 17 → 16',
    why: 'the steps are 14 and 17',
  },
  {
    file: 'component',
    line: /byte <= 0x39/,
    what: '0x39: 57 → 58',
    why: 'every : was left out before',
  },
  {
    file: 'component',
    line: /^return byte <= 0x39 \? <u32>byte - 0x30/,
    what: '− → +',
    at: /^<u32>byte - 0x30/,
    why: 'only the bit 2 of the digit is asked for, and 30 has none of the lowest four',
  },
  {
    file: 'index',
    line: /^(memory\.fill\(witness, 0|if \(readable\) memory\.copy\(witness)/,
    what: '16: 16 → 17',
    why: 'the byte behind is of `derived`, which is written before it is read',
  },
  {
    file: 'index',
    line: /^(else )?fail\(/,
    what: 'fail answers true',
    why: 'nobody asks',
  },
  {
    file: 'index',
    line: /^(const tables = ASC_FEATURE_RELAXED_SIMD|if \(ASC_FEATURE_RELAXED_SIMD && tables)/,
    what: /^(not assigned|the condition is false)$/,
    why: 'each signature is verified alone: the same answers, slower',
  },
  {
    file: 'cbor',
    line: 'written = to;',
    what: 'not assigned',
    why: 'nobody calls rewindCbor, and no module that is shipped has it',
  },
  {
    file: 'words',
    line: 'if (at == 0) return 0;',
    what: /^0: 0 → (1|-1)$/,
    at: /^0;/,
    why: 'at address 1 stands neither a letter of a text nor a blank, and −1 is behind every end: 0 is returned for it in turn, or no end is found',
  },
  {
    file: 'request',
    line: /^(else )?if \(.*min\(memberLength\(key\)/,
    what: 'the condition is true',
    at: /^min/,
    why: 'what does not fit is left out, and the head says more than there is: the reader refuses that member either way, for its length or for its end',
  },
];

/** Why a mutant is equivalent; undefined when it is not known to be. */
export function explanationOf(mutant: Mutant, sources: Sources): string | undefined {
  const line = sources.line(mutant.place);
  return [...EQUIVALENT, ...TEXTS, ...ISSUER, ...ARITHMETIC].find(
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
