// Draws a verdict in the browser, as components/Verdict.astro does on the server.
import type { Statement } from '../telling/statement.ts';
import type { Fact, VerdictView } from '../telling/verdict.ts';

import { momentText } from './dates.ts';
import { icon, make } from './page.ts';
import { excerptNode, type Typed } from './reading.ts';
import { texts } from './texts.ts';

export function drawVerdict(view: VerdictView, code: Typed): HTMLElement {
  const title = make('h2', '', icon(view.tone), view.title);
  title.tabIndex = -1;
  const excerpt = view.place && excerptNode(code, view.place);
  const reason = make('small', 'reason', `${texts.verdict.reason}: ${view.reason}`);
  return make(
    'article',
    `verdict ${view.tone}`,
    title,
    make('p', '', view.sentence),
    ...(excerpt ? [excerpt] : []),
    ...view.statements.map(drawStatement),
    make('dl', 'facts', ...view.facts.map(drawFact)),
    make('p', 'reason-line', reason),
  );
}

function drawStatement({ tone, words, dateSeconds, note }: Statement): HTMLElement {
  const strong = make('strong', '', words);
  if (dateSeconds !== undefined) strong.append(' ', moment(dateSeconds, false));
  const line = make('span', '', strong);
  if (note) line.append(make('span', 'note', note));
  return make('p', `statement ${tone}`, icon(tone), line);
}

function drawFact({ term, text, dateSeconds }: Fact): HTMLElement {
  const value = dateSeconds === undefined ? (text ?? '') : moment(dateSeconds, true);
  return make('div', '', make('dt', '', term), make('dd', '', value));
}

function moment(seconds: number, withHour: boolean): HTMLTimeElement {
  const time = make('time', '', momentText(seconds, withHour));
  if (withHour) time.dataset['hour'] = '';
  time.dateTime = new Date(seconds * 1000).toISOString();
  return time;
}
