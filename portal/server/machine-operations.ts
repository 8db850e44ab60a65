// The operations on machines in one place: what pages, the API and the command line call as `portal.machines`.
import type { ActivationResult } from './activate.ts';
import type { Desk } from './desk.ts';
import * as machines from './machines.ts';
import { type ReceiptInput, type ReleaseResult, releaseByReceipt } from './release.ts';
import { type MachineView, readMachine, readMachines } from './view.ts';

type Input = machines.MachineInput;

/** Who may use which license is not decided here: a license's id comes from a session that may. Machines of other licenses are missing. */
export interface MachineOperations {
  /** Those that sit first, then those that sat; the newest first. */
  list(licenseId: string): Promise<MachineView[]>;
  view(input: Input): Promise<MachineView | undefined>;
  /** What happened, the newest first; of one machine or of all. */
  history(licenseId: string, activationId?: string): Promise<machines.HistoryEntry[]>;
  /** The last code once more. */
  code(input: Input): Promise<ActivationResult>;
  /** A fresh code without a new request. */
  renew(input: Input & { attempt?: string | undefined }): Promise<ActivationResult>;
  rename(input: Input & { label: string }): Promise<machines.MachineResult>;
  /** A mistyped fingerprint. */
  correct(input: Input & { fingerprint: string }): Promise<ActivationResult>;
  release(input: ReceiptInput): Promise<ReleaseResult>;
  /** A machine that is lost or broken. */
  replace(input: Input): Promise<machines.ReplaceResult>;
  undoReplace(input: Input): Promise<machines.MachineResult>;
}

export function openMachines(desk: Desk): MachineOperations {
  const { database } = desk.store;
  return {
    list: (licenseId) => readMachines(database, licenseId, desk.nowSeconds()),
    view: (input) => readMachine(database, input, desk.nowSeconds()),
    history: (licenseId, activationId) => machines.readHistory(desk, licenseId, activationId),
    code: (input) => machines.showCode(desk, input),
    renew: (input) => machines.renew(desk, input),
    rename: (input) => machines.rename(desk, input),
    correct: (input) => machines.correct(desk, input),
    release: (input) => releaseByReceipt(desk, input),
    replace: (input) => machines.replace(desk, input),
    undoReplace: (input) => machines.undoReplace(desk, input),
  };
}
