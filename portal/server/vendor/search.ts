// What somebody typed into a search, as a pattern for LIKE. SQLite knows no escape character unless the query names one.
import { type RawBuilder, sql } from 'kysely';

/** SQLite ends a pattern there, and PostgreSQL refuses it. No text that is stored has one. */
const NUL = /\0/g;

/** For `contains` and `begins`; undefined when nothing was typed. */
export function soughtText(search: string | undefined): string | undefined {
  const text = (search ?? '').trim().toLowerCase();
  return text === '' ? undefined : text.replace(NUL, '\ufffd').replace(/[\\%_]/g, '\\$&');
}

/** @param column in SQL; its value is compared without regard to case */
export function contains(column: string, sought: string): RawBuilder<boolean> {
  return sql<boolean>`lower(${sql.ref(column)}) like ${`%${sought}%`} escape '\\'`;
}

export function begins(column: string, sought: string): RawBuilder<boolean> {
  return sql<boolean>`lower(${sql.ref(column)}) like ${`${sought}%`} escape '\\'`;
}
