// Derived values of token.md §4: components, locks, bindings.
import { ascii, concat, equal, sha256, utf8 } from './bytes.ts';

export const ZERO_LOCK = new Uint8Array(16);
const NUL = Uint8Array.of(0);

/** Bytes 09–0D and 20 are removed, A–Z becomes a–z, every other byte stays. */
export function normalize(value: Uint8Array): Uint8Array {
  const kept = value.filter((byte) => !((byte >= 0x09 && byte <= 0x0d) || byte === 0x20));
  return kept.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
}

const SHARED = ['tobefilledbyoem', 'defaultstring', 'none', 'systemserialnumber', 'notspecified'];

/** Whether many machines have this value. The module knows more; these are the ones that the page names. */
export function isShared(normalized: Uint8Array): boolean {
  const bare = String.fromCharCode(...normalized).replace(/[-:._{}]/g, '');
  return (
    /^0*$/.test(bare) ||
    /^f+$/.test(bare) ||
    bare.startsWith('0123456789') ||
    SHARED.includes(bare) ||
    /^[0-9a-f][2367abef][0-9a-f]{10}$/.test(bare)
  );
}

/** A component, or undefined when the value identifies nothing. */
export function component(product: string, kind: string, value: Uint8Array): Uint8Array | undefined {
  const normalized = normalize(value);
  if (isShared(normalized)) return undefined;
  const hash = sha256(ascii('latchkey/component/1'), NUL, utf8(product), NUL, ascii(kind), NUL, normalized);
  return hash.slice(0, 16);
}

export function lockOf(secret: Uint8Array): Uint8Array {
  return sha256(ascii('latchkey/lock/1'), secret).slice(0, 16);
}

export function binding(tokenId: Uint8Array, lock: Uint8Array, component: Uint8Array): Uint8Array {
  return sha256(ascii('latchkey/binding/1'), tokenId, lock, component).slice(0, 8);
}

export interface Machine {
  needed: number;
  bindings: Uint8Array[];
}

/** Which bindings some component of the host produces with this lock. */
export function matches(
  { bindings }: Machine,
  tokenId: Uint8Array,
  lock: Uint8Array,
  components: readonly Uint8Array[],
): boolean[] {
  const made = components.map((component) => binding(tokenId, lock, component));
  return bindings.map((wanted) => made.some((one) => equal(one, wanted)));
}

export function bind(tokenId: Uint8Array, lock: Uint8Array, components: readonly Uint8Array[]): Uint8Array {
  return concat(...components.map((component) => binding(tokenId, lock, component)));
}
