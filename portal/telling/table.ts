// Machines as a CSV file (RFC 4180) that a spreadsheet opens without running anything in it.
import type { LicenseView } from '../server/licenses.ts';
import type { MachineView } from '../server/view.ts';
import type { Texts } from '../texts/index.ts';
import { machineNumber } from './machine-state.ts';

/** Spreadsheets in some languages ask for a mark that says UTF-8. */
const UTF8_MARK = '\ufeff';

export function tableFile(texts: Texts, license: LicenseView, machines: readonly MachineView[]): string {
  const { table } = texts;
  const head = [
    table.name,
    table.number,
    texts.licenses.license,
    table.state,
    table.since,
    table.until,
    table.checkIn,
    table.seen,
    table.via,
  ];
  const rows = machines.map((machine) => [
    machine.label,
    machineNumber(machine),
    license.id,
    texts.machines.states[machine.state],
    day(machine.since),
    day(machine.expiresAt),
    day(machine.checkInBy),
    day(machine.lastSeenAt),
    texts.machines.via[machine.via],
  ]);
  return UTF8_MARK + [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A cell that begins like a formula would be run as one; an apostrophe makes it text. */
export function cell(text: string): string {
  const tame = /^\s*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(tame) || tame !== text ? `"${tame.replaceAll('"', '""')}"` : tame;
}

function day(seconds: number | undefined): string {
  return seconds === undefined ? '' : new Date(seconds * 1000).toISOString().slice(0, 10);
}
