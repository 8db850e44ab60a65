// The log: one line of JSON for each event, on standard error. What stands in it is ours – names, counts, causes – and whatever came
// from outside is spelled by JSON, so that no line break or escape of a name can forge a line.
import { nowSeconds } from './clock.ts';

/** `event` is a sentence of ours; members are ids, counts and names of causes. Never a key, a code, a fingerprint or a password. */
export function logLine(event: string, members: Readonly<Record<string, string | number | undefined>> = {}): string {
  const at = new Date(nowSeconds() * 1000).toISOString();
  return `${escaped(JSON.stringify({ at, event: withoutSecrets(event), ...members }))}\n`;
}

/** A person at a terminal reads a line; everything else that reads a log wants JSON. `LATCHKEY_LOG` decides otherwise. */
export function writeLog(event: string, members: Parameters<typeof logLine>[1] = {}): void {
  const wanted = process.env['LATCHKEY_LOG'] ?? (process.stderr.isTTY ? 'text' : 'json');
  process.stderr.write(wanted === 'json' ? logLine(event, members) : `latchkey: ${escaped(withoutSecrets(event))}\n`);
}

/** Whoever needs more reads it where it came from; and no pattern below has to be fast on a megabyte. */
const MAX_EVENT_CHARACTERS = 2000;

/** The last net under a message that somebody else wrote, a database's or a library's: what looks like a secret of ours is cut out. */
export function withoutSecrets(text: string): string {
  return text
    .slice(0, MAX_EVENT_CHARACTERS)
    .replace(/lkapi_[0-9a-f]{16}_[\w-]+/g, 'lkapi_…')
    .replace(/whsec_[\w+/=]+/g, 'whsec_…')
    .replace(/\bLK[A-Z]\d(-?[0-9A-Z]{5}){3,}[0-9A-Z-]*/gi, 'LK…')
    .replace(/\b[0-9A-Z]{5}(-[0-9A-Z]{5}){5}\b/gi, '…')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJ…')
    .replace(/\b(\w{1,20}:\/\/[^\s:@/]+):[^\s@/]+@/g, '$1:…@');
}

/** JSON leaves C1 controls as they are, and a terminal may obey them. */
function escaped(text: string): string {
  return text.replace(
    /[\u007f-\u009f\u2028\u2029]|\p{Cc}/gu,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
