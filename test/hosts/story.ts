// What the stories about the command `latchkey` are told with: two hosts on one store, and a vendor who answers.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DAY, openVendor } from '../vendor.ts';

export type Story = (both: Both, home: string) => Promise<void>;

export interface Outcome {
  exit: number | null;
  out: string;
  err: string;
}

export type Latchkey = (args: readonly string[], input?: string) => Promise<Outcome>;

export interface Both {
  /** What is plugged into the machine `with-stick`, and into the Mac `with-volume`; both are empty when a story begins. */
  stick: string;
  volume: string;
  node: Latchkey;
  /** The host that is tried. */
  its: Latchkey;
  /** Both say the same, letter for letter or, in JSON, member for member, and end with the same code. */
  same(args: readonly string[], options?: { on?: string; input?: string }): Promise<Outcome>;
  /** Both end with the same code and have the same to say to whom, but the words are the language's own. */
  alike(args: readonly string[], options?: { on?: string; input?: string }): Promise<void>;
  expect(what: string, actual: unknown, expected: unknown): void;
}

export const PRODUCT = 'acme-cad';
export const vendor = await openVendor();
export const publicKey = Buffer.from(vendor.publicKey).toString('base64url');
/** The file latchkey.json of the person. */
export const configuration = JSON.stringify({ product: PRODUCT, publicKeys: [publicKey] });

/** The portal's answer to a request. */
export function answerTo(request: string, days = 365): { code: string; file: string } {
  const read = vendor.issuer.decodeRequest(request);
  if (!read.ok) throw new Error(read.problem.sentence);
  const { nonce, lock, components } = read.value;
  const issuedAt = Math.floor(Date.now() / 1000);
  const machine = { needed: Math.floor(components.length / 2) + 1, ...(lock && { lock }), components };
  const features = { pro: true, seats: 5, edition: 'Überall' } as const;
  const claims = {
    issuedAt,
    expiresAt: issuedAt + days * DAY + 3600,
    offlineSeconds: 30 * DAY + 3600,
    nonce,
    machine,
    features,
    plan: 'Studio',
  };
  const spelled = vendor.issuer.canonical(vendor.issue(claims));
  if (!spelled.ok) throw new Error(spelled.problem.sentence);
  return spelled.value;
}

export const codeIn = (outcome: Outcome): string => JSON.parse(outcome.out).code;
export const storeIn = (home: string): string => {
  const [folder = ''] = readdirSync(path.join(home, 'state', 'latchkey'));
  return path.join(home, 'state', 'latchkey', folder);
};
