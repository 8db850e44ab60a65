// An act of the audit log about a license, in words.
import type { AuditEntry } from '../server/audit/log.ts';
import type { ConsoleTexts } from '../texts/console.ts';

export function licenseActText(
  { licenseWork }: ConsoleTexts,
  { action, detail = {} }: Pick<AuditEntry, 'action' | 'detail'>,
): string {
  const words = licenseWork.actDetails;
  const name = new Map<string, string>(Object.entries(licenseWork.acts)).get(action) ?? action;
  const { days, before, after, from, to } = detail;
  if (typeof days === 'number') return `${name} ${words.days(days)}`;
  if (typeof before === 'number' && typeof after === 'number') return `${name} ${words.seats(before, after)}`;
  if (action === 'license.transferred')
    return `${name} ${words.transfer(textOf(from), textOf(to))}${lossText(words, detail)}`;
  return name;
}

function lossText(
  words: ConsoleTexts['licenseWork']['actDetails'],
  { accountsBefore, accountsAfter }: NonNullable<AuditEntry['detail']>,
): string {
  if (typeof accountsBefore !== 'number' || typeof accountsAfter !== 'number') return '';
  return accountsBefore > accountsAfter ? `; ${words.accountsLost(accountsBefore - accountsAfter)}` : '';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
