// Tables for people who open them in a spreadsheet: RFC 4180, and no cell that a spreadsheet would take for a formula.

export type Cell = string | number | boolean | null | undefined;

/** A header line and the rows, each ended by CRLF. */
export function writeCsv(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [header.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = harmless(value);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What spreadsheets compute begins with one of these, also behind blanks, and in full width (OWASP: CSV injection). */
function harmless(text: string): string {
  return /^[\s\p{Cc}]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
}

/**
 * The rows of a CSV file, read as RFC 4180 says; semicolons are taken when the first line has them and no comma, as many
 * spreadsheets write them. `undefined`: a quotation mark that never closes.
 */
export function readCsv(text: string): string[][] | undefined {
  const source = text.replace(/^\uFEFF/, '');
  const [firstLine = ''] = source.split(/\r?\n/, 1);
  const separator = !firstLine.includes(',') && firstLine.includes(';') ? ';' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < source.length) {
    const read = source[at] === '"' ? readQuoted(source, at) : readPlain(source, at, separator);
    if (read === undefined) return undefined;
    row.push(read.value);
    at = read.end;
    if (source[at] === separator) {
      at++;
      if (at === source.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
    at += source.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows.filter((cells) => cells.some((it) => it !== ''));
}

function readPlain(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(start, end).trim(), end };
}

function readQuoted(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}
