// Lists in pages. A cursor names the last row of a page; it is made and read here, and nothing of it reaches a query but as a value.
import { badMember, Declined } from './problems.ts';

export interface PageQuery {
  cursor?: string | undefined;
  /** 1 to 200. */
  limit: number;
}

export interface Page<T> {
  items: T[];
  /** Absent: this is the last page. */
  nextCursor?: string;
}

/** Where a page begins: behind the row with this time and id. */
export interface Position {
  at: number;
  id: string;
}

export function positionOf({ cursor }: PageQuery): Position | undefined {
  if (cursor === undefined) return undefined;
  const [, at = '', id = ''] = /^(\d{1,15}) ([\x21-\x7e\u00a0-\uffff ]{1,100})$/u.exec(decoded(cursor)) ?? [];
  if (id === '') throw new Declined(badMember('cursor', 'This cursor is none; use the one that the page before gave.'));
  return { at: Number(at), id };
}

/** `rows` hold one more than the page, if there is one more. */
export function pageOf<R, T>(
  rows: readonly R[],
  { limit }: PageQuery,
  position: (row: R) => Position,
  read: (row: R) => T,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: items.map(read), ...(more && { nextCursor: encoded(position(last)) }) };
}

function encoded({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

function decoded(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf8');
}
