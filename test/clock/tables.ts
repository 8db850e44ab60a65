// The tables of clocks that SECURITY.md quotes, as Markdown; test/clock.test.ts compares them. `npm run simulate:clock -- --write` writes them anew.
import type { Verifier } from '../../hosts/js/index.ts';
import { attackTable } from './attacks.ts';
import type { Portal } from './machine.ts';
import { setbacks } from './setbacks.ts';

export const BEGIN = '<!-- simulate:clock, begin -->';
export const END = '<!-- simulate:clock, end -->';

export function tables(verifier: Verifier, portal: Portal): string {
  const attacks = attackTable(verifier, portal).map(
    ({ threat, what, outcome }) => `| ${threat} | ${what} | ${outcome} |`,
  );
  const found = setbacks(verifier, portal).map(({ use, atOnce, nextDay }) => `| ${use} | ${atOnce} h | ${nextDay} h |`);
  return [
    '| | what is done to the clock of a license for 90 days, used 8 hours every day | how long it works beyond its end, to the half hour |',
    '|---|---|---|',
    ...attacks,
    '',
    '| an application that is used … | passes when set back right after a start, at most | at the start of the next day, at most |',
    '|---|---|---|',
    ...found,
  ].join('\n');
}

/** The part of a page between the marks. */
export function quoted(page: string): string {
  return page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
}

export function withTables(page: string, text: string): string {
  return `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n\n${text}\n\n${page.slice(page.indexOf(END))}`;
}
