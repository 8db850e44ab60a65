// Requests as a browser makes them: its device key is the machine, its secret the lock.
import type { Spelled, Verifier } from '../hosts/js/index.ts';
import { random } from './bytes.ts';
import type { Device } from './device.ts';
import type { Evidence } from './evidence.ts';

/** The browser as it presents itself in requests and is recognized by in codes. */
export interface Machine {
  product: string;
  device: Device;
}

export interface MadeRequest extends Spelled {
  pending: Uint8Array;
}

export function componentsOf(verifier: Verifier, product: string, device: Device | undefined): Uint8Array[] {
  if (!device) return [];
  const reading = verifier.component(product, 'device-key', device.publicKey);
  return reading.ok ? [reading.value.component] : [];
}

/** The pending request again, letter by letter, or a new one. The license key is never stored: whoever wants it inside passes it each time. */
export function makeRequest(
  verifier: Verifier,
  { product, device }: Machine,
  { secret, witness, pending, label }: Evidence,
  licenseKey?: string,
): MadeRequest {
  const components = componentsOf(verifier, product, device);
  const nonce = pending?.subarray(0, 8) ?? random(8);
  return verifier.createRequest({ nonce, product, components, secret, witness, label, licenseKey });
}

export function withSecret(evidence: Evidence): Evidence & { secret: Uint8Array } {
  return { ...evidence, secret: evidence.secret ?? random(16) };
}

/** A name for the machine as a request can carry it: no control characters, at most 64 bytes, no half character at the end. */
export function fitLabel(label: string): string {
  const bytes = new TextEncoder().encode(label.replace(/\p{Cc}/gu, ' ').trim());
  return new TextDecoder().decode(bytes.subarray(0, 64)).replace(/\uFFFD+$/, '');
}
