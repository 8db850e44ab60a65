// Spells bytes as a code with right checks, quickly, so that changed bytes get through the text form. Compared with the reference in test/fuzz.test.ts.
import { ALPHABET } from '../reference/text.ts';
import { nextRegister } from './quick-text.ts';

const ROW_DATA = 28;

/** The canonical line of a code. */
export function spell(letter: string, bytes: Uint8Array): string {
  const count = Math.ceil((8 * bytes.length) / 5);
  const rows = Math.max(Math.ceil(count / ROW_DATA), 0);
  let text = `LK${letter}1`;
  let bits = 0;
  let held = 0;
  let next = 0;
  for (let row = 1; row <= rows; row++) {
    const head = 2 * row + (row === rows ? 1 : 0);
    let register = nextRegister(nextRegister(0, head >> 5), head & 31);
    const size = Math.min(ROW_DATA, count - (row - 1) * ROW_DATA);
    for (let i = 0; i < size; i++) {
      if (held < 5) {
        bits = ((bits << 8) | (bytes[next++] ?? 0)) & 0xffff;
        held += 8;
      }
      held -= 5;
      const symbol = (bits >> held) & 31;
      register = nextRegister(register, symbol);
      text += (i % 5 === 0 ? '-' : '') + ALPHABET.charAt(symbol);
    }
    const check = register ^ 0x3ff;
    text += (size % 5 === 0 ? '-' : '') + ALPHABET.charAt(check >> 5);
    text += ((size + 1) % 5 === 0 ? '-' : '') + ALPHABET.charAt(check & 31);
  }
  return text;
}
