// JSON as a program means it: UTF-8, no name twice, not deep, whole characters. What JSON.parse lets pass in silence is refused.

const MAX_DEPTH = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** In valid JSON a string before a colon is a member's name, and brackets outside of strings are structure. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g;

/** The value, or `undefined` for anything that is not strict JSON. (`null` is a value.) */
export function parseStrictJson(bytes: ArrayBuffer | Uint8Array): { value: unknown } | undefined {
  try {
    const text = utf8.decode(bytes);
    // UTF-8 has no half characters, so only an escape could be one.
    const value: unknown = text.includes('\\u') ? JSON.parse(text, wholeCharacters) : JSON.parse(text);
    return hasUniqueNames(text) ? { value } : undefined;
  } catch {
    return undefined; // the parser's message quotes the text
  }
}

/** Half a surrogate pair is no text. */
function wholeCharacters(_name: string, value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half a surrogate pair');
  return value;
}

/** `text` is valid JSON. Of two members with one name JSON.parse would keep the last, another reader the first. */
function hasUniqueNames(text: string): boolean {
  const open: Set<unknown>[] = [];
  for (const [token, quoted, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > MAX_DEPTH) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (quoted !== undefined && colon !== undefined) {
      const names = open.at(-1);
      const name: unknown = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1); // "a" and "\u0061" are the same name
      if (names === undefined || names.has(name)) return false;
      names.add(name);
    }
  }
  return true;
}
