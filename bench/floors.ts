// What is promised of each measurement, as a ratio to the peer beside it in the same run. bench/README.md says what was seen.

export interface Floor {
  /** The row of the table. */
  what: string;
  /** Ours, and whom it is measured beside: names of contestants. */
  ours: string;
  peer: string;
  /** How many times as fast as the peer it must be. */
  atLeast: number;
}

export const nodeFloors: Floor[] = [
  { what: 'key known, usual tables', ours: 'SIMD, key known', peer: 'Node crypto.verify', atLeast: 9 },
  { what: 'key known, large tables', ours: 'SIMD, key known, large', peer: 'Node crypto.verify', atLeast: 11 },
  { what: 'key known, usual tables', ours: 'SIMD, key known', peer: 'libsodium-wrappers', atLeast: 9 },
  { what: 'key known, usual tables', ours: 'SIMD, key known', peer: '@noble/ed25519', atLeast: 100 },
  { what: 'key unknown', ours: 'SIMD, key unknown', peer: 'Node crypto.verify', atLeast: 3 },
  { what: 'many under one key', ours: 'SIMD, 64 at once', peer: 'Node crypto.verify', atLeast: 14 },
  { what: 'scalar, key known', ours: 'scalar, key known', peer: 'Node crypto.verify', atLeast: 4 },
  { what: 'scalar, key unknown', ours: 'scalar, key unknown', peer: 'Node crypto.verify', atLeast: 1.25 },
];

export const checkFloors: Floor[] = [{ what: 'text to verdict', ours: 'check', peer: 'verifyOffline', atLeast: 18 }];

export const coldFloors: Floor[] = [
  { what: 'first verdict of a process', ours: 'first check', peer: 'Node crypto.verify', atLeast: 1 / 0.7 },
  {
    what: 'the same in CommonJS',
    ours: 'CommonJS, it finds its modules',
    peer: 'Node crypto.verify',
    atLeast: 1 / 0.7,
  },
  { what: 'first signature alone', ours: 'first signature', peer: 'Node crypto.verify', atLeast: 1 / 0.7 },
];

export const chromiumFloors: Floor[] = [
  { what: 'Chromium, key known', ours: 'SIMD, key known', peer: 'subtle.verify', atLeast: 4.5 },
  { what: 'Chromium, key unknown', ours: 'SIMD, key unknown', peer: 'subtle.verify', atLeast: 1.5 },
];
