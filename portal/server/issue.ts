// From claims to an activation code: encoded by the issuer module, signed, and read back by the verifier before it leaves.
import { isDeepStrictEqual } from 'node:util';
import { type ClaimsToIssue, type Issuer, LatchkeyError } from '../../hosts/js/index.ts';
import type { Accepted, Claims, Spelled } from '../../hosts/js/verdict.ts';
import type { Keyring, SigningKey } from './keyring.ts';
import { SignerFailure } from './outside-signer.ts';
import type { Writing } from './store.ts';

const DEFAULT_RENEW_WINDOW_SECONDS = 30 * 86_400;

/** The claims of a code for a machine. A portal issues no code that would fit every machine. */
export type MachineClaims = ClaimsToIssue & { machine: NonNullable<ClaimsToIssue['machine']> };

/** What was signed is not what was meant, or could not be signed. The code is thrown away. */
export class IssueError extends Error {
  override readonly name = 'IssueError';
}

/** Nothing was signed, or nothing that could be let out; the message is for whoever runs the portal. */
export function isSignerFailure(error: unknown): error is Error {
  return error instanceof IssueError || error instanceof SignerFailure || error instanceof LatchkeyError;
}

/** Makes codes beside this thread, some at a time (code-batch.ts). */
export interface Beside {
  add(tx: Writing, code: LateCode, job: Job): void;
}

/** What a thread that makes codes must know. */
export interface Job {
  publicKey: Uint8Array;
  claims: MachineClaims;
}

/** A code that was promised: made beside this thread together with others, or here and at once for whoever asks before that. */
export class LateCode {
  /** Of the key that signs it. */
  readonly kid: string;
  readonly #make: () => Spelled;
  #spelled: Spelled | undefined;

  constructor(kid: string, make: () => Spelled) {
    this.kid = kid;
    this.#make = make;
  }

  get isMade(): boolean {
    return this.#spelled !== undefined;
  }

  /** @throws what makeCode throws */
  get spelled(): Spelled {
    this.#spelled ??= this.#make();
    return this.#spelled;
  }

  /** It was made elsewhere: the same bytes, since a signature of Ed25519 depends on nothing but key and message. */
  fill(spelled: Spelled): void {
    this.#spelled ??= spelled;
  }
}

export class CodeMaker {
  readonly #issuer: Issuer;
  readonly #keyring: Pick<Keyring, 'signerFor'>;
  readonly #beside: Beside | undefined;

  constructor(issuer: Issuer, keyring: Pick<Keyring, 'signerFor'>, beside?: Beside) {
    this.#issuer = issuer;
    this.#keyring = keyring;
    this.#beside = beside;
  }

  /**
   * A code that says exactly `claims`, signed by the key that is the product's in this moment. It may be made at the end of the
   * transaction only, which fails then if it cannot be made.
   *
   * @throws SignerFailure when a key that is held outside did not sign
   */
  async make(tx: Writing, claims: MachineClaims): Promise<LateCode> {
    const key = await this.#keyring.signerFor(tx, claims.product);
    if (key.signNow === undefined) {
      const input = this.#issuer.signingInput(key.publicKey, claims);
      const spelled = assemble(this.#issuer, key, claims, { input, signature: await key.sign(input) });
      return new LateCode(key.kid, () => spelled);
    }
    const code = new LateCode(key.kid, () => makeCode(this.#issuer, key, claims));
    this.#beside?.add(tx, code, { publicKey: key.publicKey, claims });
    return code;
  }
}

/**
 * By a key that this process holds.
 *
 * @throws LatchkeyError `cannot-issue` when the claims break a limit of the format
 * @throws IssueError when the code does not read back as meant
 */
export function makeCode(issuer: Issuer, key: SigningKey, claims: MachineClaims): Spelled {
  if (key.signNow === undefined) throw new IssueError('the key is held outside');
  const input = issuer.signingInput(key.publicKey, claims);
  return assemble(issuer, key, claims, { input, signature: key.signNow(input) });
}

interface Signed {
  input: Uint8Array;
  signature: Uint8Array;
}

function assemble(issuer: Issuer, key: SigningKey, claims: MachineClaims, { input, signature }: Signed): Spelled {
  const spelled = issuer.assembleCode(input, signature);
  readBack(key, spelled, claims);
  return spelled;
}

function readBack({ verifier }: SigningKey, spelled: Spelled, claims: MachineClaims): void {
  const verdict = verifier.check(spelled.code, {
    product: claims.product,
    nowSeconds: Math.max(claims.issuedAt, claims.notBefore ?? 0),
    components: claims.machine.components,
    lock: claims.machine.lock,
    host: claims.domains?.[0]?.replace('*', 'host'),
  });
  if (!verdict.accepted) throw new IssueError(`a new code was refused: ${verdict.reason}`);
  if (!isDeepStrictEqual(verdict.claims, expectedClaims(claims))) throw new IssueError('a new code has other claims');
  if (!fitsMachine(verdict, claims.machine)) throw new IssueError('a new code fits its machine in another way');
  const file = verifier.canonical(spelled.file);
  if (!file.ok || file.value.code !== spelled.code || file.value.file !== spelled.file)
    throw new IssueError('a new file has another code');
}

function fitsMachine(verdict: Accepted, { needed, components, lock }: MachineClaims['machine']): boolean {
  const { machine, releasable } = verdict;
  if (machine === undefined || releasable !== (lock !== undefined)) return false;
  return machine.needed === needed && machine.bound === components.length && machine.matched.every(Boolean);
}

/** What the verifier must say about a code with these claims, member by member. */
function expectedClaims(claims: MachineClaims): Claims {
  const { issuedAt, refreshSeconds, offlineSeconds } = claims;
  return {
    licenseId: claims.licenseId,
    product: claims.product,
    tokenId: claims.tokenId,
    issuedAt,
    ...defined('notBefore', claims.notBefore),
    ...defined('expiresAt', claims.expiresAt),
    ...defined('refreshAt', refreshSeconds === undefined ? undefined : issuedAt + refreshSeconds),
    ...defined('checkInBy', offlineSeconds === undefined ? undefined : issuedAt + offlineSeconds),
    renewWindowSeconds: claims.renewWindowSeconds ?? DEFAULT_RENEW_WINDOW_SECONDS,
    ...defined('epoch', claims.epoch),
    ...defined('nonce', claims.nonce),
    ...defined('issuer', claims.issuer),
    ...defined('customerId', claims.customerId),
    ...defined('plan', claims.plan),
    domains: [...(claims.domains ?? [])],
    features: { ...claims.features },
  };
}

function defined<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]: T }); // a computed name widens to string
}
