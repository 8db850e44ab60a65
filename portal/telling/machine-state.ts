// One machine's state in a few words, with the date that matters next.
import type { LicenseView } from '../server/licenses.ts';
import type { MachineView } from '../server/view.ts';
import type { Texts } from '../texts/index.ts';
import { checkInStatement, licenseStatement, type Statement } from './statement.ts';

/** The most urgent statement about a machine; for one that left, what became of it. */
export function machineStatement(
  texts: Texts,
  license: LicenseView,
  machine: MachineView,
  nowSeconds: number,
): Statement {
  const [first] = machineStatements(texts, license, machine, nowSeconds);
  return first ?? { tone: 'fine', words: texts.allows.forever };
}

const NEVER = Number.MAX_SAFE_INTEGER;
const URGENCY = ['refused', 'act', 'soon', 'fine'];

/** Most urgent first, then what comes first. */
export function machineStatements(
  texts: Texts,
  license: Pick<LicenseView, 'state'>,
  machine: MachineView,
  nowSeconds: number,
): Statement[] {
  if (machine.state !== 'active') {
    const words = texts.machines.states[machine.state];
    return [{ tone: 'gone', words, ...(machine.endedAt !== undefined && { dateSeconds: machine.endedAt }) }];
  }
  if (license.state !== 'active') return [{ tone: 'refused', words: texts.licenses.states[license.state] }];
  const statements = [licenseStatement(texts, machine.expiresAt, nowSeconds)];
  if (machine.checkInBy !== undefined) statements.push(checkInStatement(texts, machine.checkInBy, nowSeconds));
  return statements.sort(
    (a, b) => URGENCY.indexOf(a.tone) - URGENCY.indexOf(b.tone) || (a.dateSeconds ?? NEVER) - (b.dateSeconds ?? NEVER),
  );
}

export function machineName(texts: Texts, { label }: Pick<MachineView, 'label'>): string {
  return label || texts.machines.unnamed;
}

/** A short number for the telephone: the end of the activation's id. Its beginning is the time, the same for many machines. */
export function machineNumber({ activationId }: Pick<MachineView, 'activationId'>): string {
  return activationId.slice(-8).toUpperCase();
}
