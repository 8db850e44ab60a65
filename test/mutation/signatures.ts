// Signatures with the answer of the rule "strict plus": public vectors where they are, and our own, judged by the reference over @noble/curves.
import { existsSync, readFileSync } from 'node:fs';
import { makeSignatures } from '../fuzz/maker.ts';
import { verify } from '../reference/ed25519.ts';

export interface ExpectedSignature {
  name: string;
  key: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
  holds: boolean;
}

const PUBLIC = '../shared/vectors/ed25519.json';
const LONGEST = 4096;

interface PublicVector {
  set: string;
  id: string;
  pk: string;
  msg: string;
  sig: string;
  strictPlus: boolean;
}

function publicVectors(): ExpectedSignature[] {
  if (!existsSync(PUBLIC)) {
    process.stdout.write(`${PUBLIC} is not here: its vectors are not run\n`);
    return [];
  }
  const { vectors }: { vectors: PublicVector[] } = JSON.parse(readFileSync(PUBLIC, 'utf8'));
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
  return vectors
    .map(({ set, id, pk, msg, sig, strictPlus }) => ({
      ...{ name: `${set} ${id}`, key: bytes(pk), message: bytes(msg), signature: bytes(sig), holds: strictPlus },
    }))
    .filter(({ message }) => message.length <= LONGEST);
}

function ownSignatures(): ExpectedSignature[] {
  return makeSignatures(25519, 400).map((signed, i) => ({
    ...signed,
    name: `own ${i}`,
    holds: verify(signed.key, signed.message, signed.signature),
  }));
}

/** Sorted by key, so that tables are made once for each. */
export const expectedSignatures: ExpectedSignature[] = [...ownSignatures(), ...publicVectors()].sort((a, b) =>
  Buffer.compare(a.key, b.key),
);
