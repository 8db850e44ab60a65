// What is asked for, read and checked as far as that is possible without the store.
import type { Verifier } from '../../hosts/js/index.ts';
import type { ActivationInput } from './activate.ts';
import { addressName } from './limit.ts';
import { type Machine, malformed, readMachine } from './machine.ts';
import { proven } from './proof.ts';
import { Refused } from './refused.ts';

const MAX_LABEL_BYTES = 64;
const NO_ADDRESS = 'no address';

export interface Order {
  machine: Machine;
  /** By its key, or by its id when somebody has signed in. */
  license: { key: string } | { id: string };
  label: string;
  idempotencyKey: string | undefined;
  address: string;
  /** The device that proved to have sent this. */
  deviceKey: Uint8Array | undefined;
}

/** Everything that can be wrong with the input itself is said before the key is looked up: it tells nothing about keys. */
export function readOrder(verifier: Verifier, input: ActivationInput): Order {
  const machine = readMachine(verifier, input.machine, input.machineIs);
  const inside = machine.from === 'request' ? machine.request : undefined;
  const label = input.label ?? inside?.label ?? '';
  demandLabel(label);
  demandIdempotencyKey(input.idempotencyKey);
  return {
    machine,
    license:
      input.licenseId === undefined
        ? { key: readLicenseKey(verifier, input.licenseKey ?? '', inside?.licenseKey) }
        : { id: input.licenseId },
    label,
    idempotencyKey: input.idempotencyKey,
    address: nameAddress(input.address),
    deviceKey: machine.from === 'request' ? proven(verifier, machine.request, input.device) : undefined,
  };
}

export function nameAddress(address: string | undefined): string {
  return address === undefined ? NO_ADDRESS : addressName(address);
}

/** The key that was typed wins over the one inside the request. */
function readLicenseKey(verifier: Verifier, typed: string, inside: string | undefined): string {
  const text = typed.trim() === '' ? inside : typed;
  if (text === undefined) {
    const error = 'A license key is needed; enter the one that came with the purchase.';
    throw new Refused({ status: 400, code: 'license-key-missing', error, field: 'licenseKey' });
  }
  const reading = verifier.decodeLicenseKey(text);
  if (!reading.ok) throw new Refused(malformed('licenseKey', reading.problem));
  return reading.value;
}

/** The limits of a label inside a request (docs/token.md). */
export function demandLabel(label: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const clean = label.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(label);
  if (clean && Buffer.byteLength(label) <= MAX_LABEL_BYTES) return;
  const error = `A name for the machine has at most ${MAX_LABEL_BYTES} bytes and no line breaks; choose a shorter one.`;
  throw new Refused({ status: 400, code: 'label-malformed', error, field: 'label' });
}

export function demandIdempotencyKey(key: string | undefined): void {
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return;
  const error = 'An Idempotency-Key has 1 to 255 visible ASCII characters; send a UUID.';
  throw new Refused({ status: 400, code: 'idempotency-key-malformed', error });
}
