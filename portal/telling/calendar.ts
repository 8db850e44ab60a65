// A calendar file (RFC 5545) with the days on which something is due, and an alarm for each reminder.

import type { LicenseView } from '../server/licenses.ts';
import type { MachineView } from '../server/view.ts';
import type { Texts } from '../texts/index.ts';
import { freshCodeBy, REMINDERS } from './due.ts';
import { machineName } from './machine-state.ts';

const LINE_BYTES = 75;

export interface CalendarPlace {
  /** Under which the portal is reached, for links and for names that nobody else uses. */
  origin: string;
  nowSeconds: number;
}

/** One event for every machine that needs a fresh code, and one for the end of the license. */
export function calendarFile(
  texts: Texts,
  license: LicenseView,
  machines: readonly MachineView[],
  { origin, nowSeconds }: CalendarPlace,
): string {
  const stamp = instant(nowSeconds);
  const url = `${origin}/licenses/${license.id}`;
  const about = `${texts.calendar.description(license.id)}\n${url}`;
  const events = machines.flatMap((machine) => {
    const at = freshCodeBy(license, machine);
    if (at === undefined) return [];
    const name = texts.calendar.checkIn(machineName(texts, machine), license.productName);
    return event({
      id: machine.activationId,
      at,
      name,
      about,
      url: `${url}/machines/${machine.activationId}`,
      stamp,
      origin,
    });
  });
  if (license.expiresAt !== undefined) {
    const name = texts.calendar.licenseEnds(license.id, license.productName);
    events.push(...event({ id: license.id, at: license.expiresAt, name, about, url, stamp, origin }));
  }
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Latchkey//Portal//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(texts.calendar.name(license.productName))}`,
    ...events,
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

interface Event {
  id: string;
  at: number;
  name: string;
  about: string;
  url: string;
  stamp: string;
  origin: string;
}

/** The id stays the same when the date moves, so that importing again moves the event instead of adding one. */
function event({ id, at, name, about, url, stamp, origin }: Event): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${id}@${new URL(origin).hostname}`,
    `DTSTAMP:${stamp}`,
    `DTSTART:${instant(at)}`,
    `DTEND:${instant(at)}`,
    `SUMMARY:${escaped(name)}`,
    `DESCRIPTION:${escaped(about)}`,
    `URL:${url}`,
    'TRANSP:TRANSPARENT',
    ...REMINDERS.flatMap((days) => alarm(days, name)),
    'END:VEVENT',
  ];
}

function alarm(days: number, name: string): string[] {
  return ['BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:-P${days}D`, `DESCRIPTION:${escaped(name)}`, 'END:VALARM'];
}

/** In UTC (RFC 5545, 3.3.5). */
function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A text value (RFC 5545, 3.3.11). What cannot be seen is left away: it could begin a line of its own. */
function escaped(text: string): string {
  return text
    .replace(/\r?\n/g, '\u0001')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll('\u0001', '\\n')
    .replace(/[\p{Cc}\u2028\u2029]/gu, '');
}

/** No line has more than 75 bytes; what follows begins with a space (RFC 5545, 3.1). No character is cut. */
export function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > LINE_BYTES) {
      lines.push(current);
      current = ' ';
      bytes = 1;
    }
    current += character;
    bytes += size;
  }
  return [...lines, current].join('\r\n');
}
