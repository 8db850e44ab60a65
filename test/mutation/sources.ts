// What the mutants need to know of the sources: which word stands at a place, which names are areas of memory, which functions are questions.
import { globSync, readFileSync } from 'node:fs';
import type { Place } from './bodies.ts';

/** A table: `const NAME = memory.data<T>([…])`. */
export interface Table {
  file: string;
  name: string;
  line: number;
  count: number;
  /** Bytes of an element. */
  size: number;
}

const SIZES: Record<string, number> = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8, i64: 8, f64: 8 };

export class Sources {
  readonly tables: Table[] = [];
  readonly #lines = new Map<string, string[]>();
  readonly #areas = new Set<string>();
  readonly #questions = new Set<string>();

  constructor(files: readonly string[] = globSync('wasm/*.ts').sort()) {
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      this.#lines.set(file, text.split('\n'));
      for (const [, name] of text.matchAll(/\b(?:const|let) (\w+)(?:: \w+)? =\s*(?:memory\.data|ascii)\b/g))
        this.#areas.add(name ?? '');
      this.tables.push(...tablesOf(file, text));
      for (const [, name] of text.matchAll(/\bfunction (\w+)\([^)]*\): bool\b/g)) {
        this.#questions.add(`${file.replace(/\.ts$/, '')}/${name}`);
      }
    }
  }

  /** The text of a line, without the blanks around it. */
  line({ file, line }: Place): string {
    return this.#lines.get(file)?.[line - 1]?.trim() ?? '';
  }

  /** What stands at a place and behind it in its line. */
  rest({ file, line, column }: Place): string {
    return this.#lines.get(file)?.[line - 1]?.slice(column - 1) ?? '';
  }

  /** How many blanks stand in front of a line: 2 in the outermost block of a function. */
  indentation({ file, line }: Place): number {
    return /^ */.exec(this.#lines.get(file)?.[line - 1] ?? '')?.[0].length ?? 0;
  }

  /** The name or number at a place; its last part, if it has several. */
  wordAt(place: Place | undefined): string {
    if (!place) return '';
    const rest = this.#lines.get(place.file)?.[place.line - 1]?.slice(place.column - 1) ?? '';
    return /^(?:[\w$]+\.)*([\w$]+)/.exec(rest)?.[1] ?? '';
  }

  /** Whether a word stands for an address: where an area begins is a matter of the compiler. */
  isArea(word: string): boolean {
    return this.#areas.has(word) || word === 'data' || word === 'ascii';
  }

  /** Whether a function of this name answers true or false. */
  isQuestion(name: string): boolean {
    return this.#questions.has(name);
  }
}

function tablesOf(file: string, text: string): Table[] {
  return [...text.matchAll(/\bconst (\w+)(?:: \w+)? = memory\.data<(\w+)>\(\[([^\]]*)\]/g)].map((match) => {
    const [, name = '', type = '', list = ''] = match;
    const elements = list
      .replace(/\/\/.*$/gm, '')
      .split(',')
      .filter((element) => element.trim() !== '');
    const line = text.slice(0, match.index).split('\n').length;
    return { file, name, line, count: elements.length, size: SIZES[type] ?? 1 };
  });
}
