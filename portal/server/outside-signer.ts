// A key that this process never sees: a command is handed the bytes and answers with the signature. Behind the command may stand a
// smart card, a PKCS#11 token, a key service or another machine (docs/keys.md).
import { spawn } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { readPrivateFile, SetupError } from './private-file.ts';
import type { Signer } from './signer.ts';

const SIGNATURE_BYTES = 64;
const MAX_MILLISECONDS = 10_000;

/** What `keys/KID.json` says. */
const OutsideKey = z.strictObject({
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** The program and its arguments. No shell reads it. */
  command: z.array(z.string().min(1)).min(1),
});
export type OutsideKey = z.infer<typeof OutsideKey>;

/** The holder did not sign. Nothing was issued. */
export class SignerFailure extends Error {
  override readonly name = 'SignerFailure';
}

/** @throws SetupError when the file can be changed by others, is damaged, or is about another key */
export function readOutsideKey(path: string, publicKey: Uint8Array): OutsideKey {
  const key = OutsideKey.safeParse(parsed(readPrivateFile(path)));
  if (key.success && key.data.publicKey === Buffer.from(publicKey).toString('hex')) return key.data;
  throw new SetupError(`${path} does not say how this key is reached; see docs/keys.md.`);
}

/** The bytes go to the command's standard input; its standard output is the 64 bytes of the signature and nothing else. */
export function outsideSigner({ publicKey: hex, command }: OutsideKey): Signer {
  const publicKey = new Uint8Array(Buffer.from(hex, 'hex'));
  return {
    publicKey,
    async sign(message) {
      const signature = await run(command, message);
      if (!isSignature(publicKey, message, signature))
        throw new SignerFailure('the signer outside gave no valid signature');
      return signature;
    },
  };
}

/** Whether somebody's 64 bytes are the signature that was asked for: the answer of a holder outside is not believed. */
function isSignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });
  return signature.length === SIGNATURE_BYTES && verify(null, message, key, signature);
}

/** Only PATH and HOME of our environment reach the command: it may hold what is none of its business. */
function run([program = '', ...words]: readonly string[], message: Uint8Array): Promise<Uint8Array> {
  const { PATH, HOME } = process.env;
  const env = { ...(PATH !== undefined && { PATH }), ...(HOME !== undefined && { HOME }) };
  return new Promise((resolve, reject) => {
    const signer = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'], env, timeout: MAX_MILLISECONDS });
    const answer: Uint8Array[] = [];
    let length = 0;
    signer.stdout.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > SIGNATURE_BYTES) signer.kill();
      else answer.push(chunk);
    });
    signer.on('error', () => reject(new SignerFailure('the signer outside could not be started')));
    signer.on('close', (status) => {
      if (status === 0) return resolve(new Uint8Array(Buffer.concat(answer)));
      reject(new SignerFailure('the signer outside refused, or took longer than ten seconds'));
    });
    signer.stdin.on('error', () => {}); // it ended without reading; its status says why
    signer.stdin.end(message);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
