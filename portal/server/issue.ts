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

export class CodeMaker {
  readonly #issuer: Issuer;
  readonly #keyring: Pick<Keyring, 'signerFor'>;

  constructor(issuer: Issuer, keyring: Pick<Keyring, 'signerFor'>) {
    this.#issuer = issuer;
    this.#keyring = keyring;
  }

  /**
   * A code that says exactly `claims`, signed by the key that is the product's in this moment.
   *
   * @throws LatchkeyError `cannot-issue` when the claims break a limit of the format
   * @throws IssueError when the code does not read back as meant
   * @throws SignerFailure when a key that is held outside did not sign
   */
  async make(tx: Writing, claims: MachineClaims): Promise<Spelled & { kid: string }> {
    const key = await this.#keyring.signerFor(tx, claims.product);
    const signingInput = this.#issuer.signingInput(key.publicKey, claims);
    const spelled = this.#issuer.assembleCode(signingInput, await key.sign(signingInput));
    this.#readBack(key, spelled, claims);
    return { ...spelled, kid: key.kid };
  }

  #readBack({ verifier }: SigningKey, spelled: Spelled, claims: MachineClaims): void {
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
