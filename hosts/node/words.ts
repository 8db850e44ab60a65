// Verdicts and machines in words, for a terminal. The sentences about licenses are the module's.
import type { Accepted, Place, Refused, Verdict } from '../js/verdict.ts';
import type { Standing } from './license.ts';
import type { Machine } from './machine.ts';

export function standingInWords(standing: Standing): string {
  const lines = standing.installed ? verdictInWords(standing.verdict) : [standing.sentence];
  if (standing.request) lines.push('A request waits for its answer; to see it again: latchkey request');
  if (standing.receipt) lines.push('A receipt waits to be taken to the vendor; to see it again: latchkey release');
  if (standing.notice) lines.push(`Note: ${standing.notice}`);
  return lines.join('\n');
}

export function verdictInWords(verdict: Verdict): string[] {
  return verdict.accepted ? acceptedInWords(verdict) : refusedInWords(verdict);
}

function acceptedInWords(verdict: Accepted): string[] {
  const { claims, machine } = verdict;
  const lines = [
    `${verdict.reason}: ${verdict.sentence}`,
    row('Product', claims.product),
    row('License', claims.licenseId),
  ];
  if (claims.plan !== undefined) lines.push(row('Plan', claims.plan));
  for (const [name, value] of Object.entries(claims.features)) lines.push(row('Feature', featureInWords(name, value)));
  lines.push(row('License until', until(claims.expiresAt, verdict.daysToExpiry) ?? 'no end'));
  const checkIn = until(claims.checkInBy, verdict.daysToCheckIn);
  if (checkIn !== undefined) lines.push(row('Check in by', checkIn));
  if (verdict.renewSoon) lines.push('Renew soon: the license ends before long, and nothing stops until then.');
  if (machine) lines.push(row('This machine', machineInWords(machine)));
  return lines;
}

function featureInWords(name: string, value: true | number | string): string {
  return value === true ? name : `${name} = ${value}`;
}

function machineInWords({ matched, needed, bound }: NonNullable<Accepted['machine']>): string {
  const present = matched.filter(Boolean).length;
  const spare = present === needed && bound > needed ? '; ask for a new code before more of it changes' : '';
  return `${present} of ${bound} identifiers fit, ${needed} needed${spare}`;
}

function refusedInWords(verdict: Refused): string[] {
  const lines = [`${verdict.reason}: ${verdict.sentence}`];
  const place = placeInWords(verdict);
  if (place) lines.push(row('Where', place));
  if (verdict.licenseId !== undefined) lines.push(row('License', verdict.licenseId));
  if (verdict.missedSeconds !== undefined) lines.push(row('Limit', dateOf(verdict.missedSeconds)));
  if (verdict.usedSeconds !== undefined) lines.push(row('Time that counts', dateOf(verdict.usedSeconds)));
  return lines;
}

export function placeInWords({ row: line, group, offset }: Place): string {
  if (line !== undefined) return group === undefined ? `row ${line}` : `row ${line}, group ${group}`;
  return offset === undefined ? '' : `byte ${offset}, counted from 0`;
}

function until(seconds: number | undefined, days: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  return days === undefined ? dateOf(seconds) : `${dateOf(seconds)} · ${daysInWords(days)} left`;
}

function daysInWords(days: number): string {
  return days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`;
}

/** To the minute and in UTC, so that two people on the phone see the same. */
function dateOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function row(name: string, value: string): string {
  return `  ${name.padEnd(18)}${value}`;
}

/** Said aloud where copies of a machine are to be expected. */
export function natureInWords({ nature: { form, provider } }: Machine): string | undefined {
  const name = provider === undefined ? '' : ` (${provider})`;
  if (form === 'container') return `This is a container${name}. Containers of one image may look like one machine.`;
  if (form === 'virtual machine') return `This is a virtual machine${name}. A copy of it looks like the same machine.`;
  return undefined;
}
