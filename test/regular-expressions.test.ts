// D11: no regular expression of the product takes long over a long text. They are collected from the sources, so that a new one is tried by itself.
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const SOURCES = ['portal/**/*.{ts,astro}', 'sdk-web/**/*.ts', 'hosts/{js,node}/**/*.ts'];
/** What expressions are made of, besides their own letters. */
const USUAL = ['a', 'Z', '0', ' ', '\n', '-', '_', '.', '/', '@', '"', '%', '&', 'é'];
/** Enough for one that takes twice as long with each character: with more of them it would not come back. */
const FIRST = 26;
const SCREENED = 20_000;
const LONG = 100_000;
/** A linear scan of 20,000 characters takes some 0.1 ms, a quadratic one 200 ms and more. */
const SUSPICIOUS_MILLISECONDS = 20;
/** What threats.md D11 asks for. */
const MOST_MILLISECONDS = 50;

interface Found {
  where: string;
  expression: RegExp;
}

function expressionsOf(file: string): Found[] {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(
    file,
    file.endsWith('.astro') ? scriptOf(text) : text,
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const where = `${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({
        where,
        expression: new RegExp(node.text.slice(1, end), node.text.slice(end + 1).replace(/[gy]/g, '')),
      });
    } else if (ts.isNewExpression(node) && node.expression.getText(source) === 'RegExp') {
      const pattern = patternOf(node.arguments?.[0]);
      if (pattern === undefined)
        throw new Error(`${where}: write this expression as a literal, so that it can be tried`);
      found.push({ where, expression: new RegExp(pattern) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Of a template, with one letter where it is filled in: what is put there is an expression that is tried by itself, or a name of our own. */
function patternOf(node: ts.Expression | undefined): string | undefined {
  if (node && ts.isStringLiteralLike(node)) return node.text;
  if (!node || !ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join('');
}

/** Of a page, what stands between its fences. Its markup has no expressions: that is tried, too. */
function scriptOf(page: string): string {
  const [, front = '', markup = ''] = page.split(/^---$/m);
  if (/(replace|replaceAll|match|split|search)\(\s*\/|\/[a-z]*\.(test|exec)\(/.test(markup)) {
    throw new Error('an expression in the markup of a page; move it between the fences');
  }
  return front;
}

/** Runs of one letter and of two in turn, with an end that fits nothing; whole ones and behind a beginning that fits. */
function* textsFor({ source }: RegExp, length: number): Generator<string> {
  const own = [...new Set(source.replace(/\\[dwsbDWSBu]|[\^$\\()[\]{}|?*+]/g, ''))].slice(0, 12);
  const letters = [...new Set([...own, ...USUAL])];
  const begin = /^\^?((?:[\w@/:;,= -]|\\[/.])*)/.exec(source)?.[1]?.replaceAll('\\', '') ?? '';
  for (const first of letters) {
    for (const second of new Set(['', ...own, first === ' ' ? 'a' : ' '])) {
      const run = (first + second).repeat(Math.ceil(length / (first + second).length)).slice(0, length);
      yield `${run}\u0000`;
      if (begin !== '') yield `${begin}${run}\u0000`;
    }
  }
}

/** The best of three: what else the machine does only makes it longer. */
function millisecondsOf(expression: RegExp, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    expression.test(text);
    best = Math.min(best, performance.now() - start);
    if (best < SUSPICIOUS_MILLISECONDS) return best;
  }
  return best;
}

function slowText(expression: RegExp, length: number, most: number): string | undefined {
  for (const text of textsFor(expression, length)) {
    if (millisecondsOf(expression, text) > most) return `${JSON.stringify(text.slice(0, 12))} …`;
  }
  return undefined;
}

function screen(expression: RegExp): string | undefined {
  const most = SUSPICIOUS_MILLISECONDS;
  return slowText(expression, FIRST, most) ?? slowText(expression, SCREENED, most);
}

const files = SOURCES.flatMap((pattern) => globSync(pattern)).filter((file) => !file.endsWith('.d.ts'));
const expressions = files.flatMap(expressionsOf);

describe('D11 regular expressions', () => {
  test('the search finds them, and the trial finds a slow one', () => {
    expect(expressions.length).toBeGreaterThan(60);
    for (const slow of [/\s+$/, /^(a+)+$/, /^([a-z0-9]+\.?)+@/, /a.*b/]) {
      expect(screen(slow), String(slow)).toBeDefined();
    }
    expect(screen(/^[a-z]+@[a-z]+$/)).toBeUndefined();
  });

  test(`each of ${expressions.length} is through with 100,000 characters at once`, { timeout: 120_000 }, () => {
    const slow = expressions.flatMap(({ where, expression }) => {
      const text = screen(expression) ?? slowText(expression, LONG, MOST_MILLISECONDS);
      return text === undefined ? [] : [`${where} ${expression} over ${text}`];
    });
    expect(slow).toEqual([]);
  });
});
