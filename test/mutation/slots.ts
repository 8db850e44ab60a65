// Numbers and bytes in the memory of a module: where the tests of the arithmetic write, and what they read.
import type { Machine } from '../crypto/extremes.ts';
import { toNumber } from '../crypto/probe.ts';

/** Slots of 2,048 bytes. */
export function put({ memory, scratch }: Machine, slot: number, bytes: Uint8Array): number {
  memory.set(bytes, scratch + 2048 * slot);
  return scratch + 2048 * slot;
}

export function number({ memory }: Machine, at: number): bigint {
  return toNumber(memory.slice(at, at + 32));
}
