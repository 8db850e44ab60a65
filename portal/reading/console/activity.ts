// Which entries of the audit log a page lists. The address holds the choice.
import type { Actor } from '../../server/audit/chain.ts';
import type { AuditQuery } from '../../server/audit/log.ts';

export const ENTRIES_A_PAGE = 50;
export const ACTOR_KINDS = [
  'user',
  'api-key',
  'command',
  'customer',
  'machine',
  'system',
] as const satisfies readonly Actor['kind'][];

export interface ActivityChoice {
  /** A kind of actor, and one of that kind. */
  who: { kind: Actor['kind']; id?: string } | undefined;
  /** A kind of thing (`license`) or one act (`license.issued`). */
  what: string;
  /** As it was typed. */
  since: string;
  /** One thing, and what happened to it. */
  about: { kind: string; id: string } | undefined;
  before: number | undefined;
}

export function readActivityChoice(query: URLSearchParams): ActivityChoice {
  const before = Number(query.get('before'));
  const what = query.get('what') ?? '';
  return {
    who: readWho(query.get('who') ?? ''),
    what: /^[a-z][a-z-]{0,30}(\.[a-z][a-z-]{0,30})?$/.test(what) ? what : '',
    since: (query.get('since') ?? '').trim().slice(0, 20),
    about: readAbout(query.get('about') ?? ''),
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  };
}

/** A new choice begins with the newest entries. */
export function writeActivityChoice(choice: ActivityChoice, change: Partial<ActivityChoice> = {}): string {
  const { who, what, since, about, before } = { ...choice, before: undefined, ...change };
  const query = new URLSearchParams();
  if (who) query.set('who', writeWho(who));
  if (what) query.set('what', what);
  if (since) query.set('since', since);
  if (about) query.set('about', `${about.kind}:${about.id}`);
  if (before !== undefined) query.set('before', String(before));
  const text = query.toString();
  return text && `?${text}`;
}

export function writeWho({ kind, id }: NonNullable<ActivityChoice['who']>): string {
  return id === undefined ? kind : `${kind}:${id}`;
}

/** Undefined: what was typed is no day. */
export function auditQueryOf(choice: ActivityChoice, limit: number): AuditQuery | undefined {
  const { who, what, since, about, before } = choice;
  const sinceSeconds = since === '' ? undefined : dayStart(since);
  if (since !== '' && sinceSeconds === undefined) return undefined;
  return {
    limit,
    before,
    sinceSeconds,
    subject: about,
    actor: who,
    ...(what.includes('.') ? { action: what } : what !== '' && { about: what }),
  };
}

/** The first second of a day in UTC; undefined for what is no day, such as 30 February. */
export function dayStart(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== text) return undefined;
  return milliseconds / 1000;
}

function readWho(text: string): ActivityChoice['who'] {
  const [name = '', id] = split(text);
  const kind = ACTOR_KINDS.find((it) => it === name);
  return kind && (id === undefined ? { kind } : { kind, id });
}

function readAbout(text: string): ActivityChoice['about'] {
  const [kind = '', id] = split(text);
  return /^[a-z-]{1,20}$/.test(kind) && id ? { kind, id } : undefined;
}

/** At the first colon. */
function split(text: string): [string, string | undefined] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1).slice(0, 100)];
}
