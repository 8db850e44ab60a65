// The Node client: which machine this is, a sealed store, and the life of a license. See README.md.

export type { CallProblem } from './calls.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Component, Judged } from './components.ts';
export { electronKeychain, type SafeStorage } from './electron.ts';
export { stateFolder } from './folder.ts';
export {
  type Installation,
  License,
  type LicenseOptions,
  NothingIdentifies,
  openLicense,
  type Release,
  type Standing,
} from './license.ts';
export { type Finding, type Machine, type Nature, readMachine } from './machine.ts';
export {
  type Activated,
  OnlineLicense,
  type OnlineOptions,
  type OnlineRelease,
  type OnlineStanding,
  openOnlineLicense,
} from './online.ts';
export { filesUnder, type MachineSource, thisMachine } from './source.ts';
export { type Keychain, StoreFault } from './store.ts';
