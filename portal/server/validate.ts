// Whether a license key, a code or a JWT is valid: for backends that are online and ask. The verdict is the module's: what is asked
// about is put into a code that nobody signed for the outside, and judged like any other.
import { load, type Verifier } from '../../hosts/js/index.ts';
import { readExtras } from './extras.ts';
import { readJwt } from './jwt.ts';
import { addressName } from './limit.ts';
import { Limits, type Rate } from './limits.ts';
import * as refused from './refused.ts';
import { kidHex, passingSigner } from './signer.ts';
import type { LicenseRow, ProductRow } from './tables.ts';
import type { Office } from './vendor/change.ts';
import { Networks } from './webhooks/addresses.ts';

/** Guessing from one address, as for activations. */
const GUESSES: Rate = { purpose: 'unknown-validations', burst: 60, secondsEach: 2 };
const MAX_DOMAIN_BYTES = 253;

export interface ValidationInput {
  /** A license key, an activation code or a JWT. */
  token: string;
  /** The host name that asks; absent: domains are not judged. */
  domain?: string | undefined;
  address?: string | undefined;
}

export interface Validation {
  valid: boolean;
  /** `licensed`, or why not. */
  code: string;
  /** One sentence. */
  message: string;
  licenseId?: string;
  productId?: string;
  plan?: string;
  domains?: string[];
  expiresAt?: number;
}

export type ValidationResult = { ok: true; validation: Validation } | { ok: false; retryAfterSeconds: number };

interface Found {
  license: LicenseRow;
  product: ProductRow;
  /** What the token itself says, beyond its license. */
  own?: Validation | undefined;
  /** The end of the token, when it is before that of its license. */
  expiresAt?: number | undefined;
}

export class Validator {
  readonly #office: Office;
  readonly #limits: Limits;
  readonly #count: (product: string, outcome: string) => void;
  readonly #signer = passingSigner();
  #judge: Promise<Verifier> | undefined;

  constructor(office: Office, count: (product: string, outcome: string) => void) {
    this.#office = office;
    this.#limits = new Limits(office.vault, office.nowSeconds);
    this.#count = count;
  }

  async validate(input: ValidationInput): Promise<ValidationResult> {
    const caller = input.address === undefined ? 'no address' : addressName(input.address);
    const { store } = this.#office;
    const retryAfterSeconds = await this.#limits.waitSeconds(store.database, GUESSES, caller);
    if (retryAfterSeconds > 0) return { ok: false, retryAfterSeconds };
    const found = await this.#find(input);
    if (found === undefined) await store.write((tx) => this.#limits.count(tx, GUESSES, caller));
    const validation = found === undefined ? UNKNOWN : await this.#judged(found, input);
    this.#count(found?.product.id ?? '', validation.code);
    return { ok: true, validation };
  }

  async #find({ token, domain }: ValidationInput): Promise<Found | undefined> {
    const { verifier } = this.#office.modules;
    const key = verifier.decodeLicenseKey(token);
    if (key.ok) return await this.#license('key_lookup', this.#office.vault.lookup(key.value));
    if (/^\s*eyJ/.test(token)) return await this.#jwt(token.trim());
    const code = verifier.canonical(token);
    return code.ok && code.value.letter === 'A' ? await this.#code(code.value.code, domain) : undefined;
  }

  async #license(column: 'id' | 'key_lookup', value: string | Uint8Array): Promise<Found | undefined> {
    const { database } = this.#office.store;
    const license = await database.selectFrom('license').selectAll().where(column, '=', value).executeTakeFirst();
    if (!license) return undefined;
    const product = await database
      .selectFrom('product')
      .selectAll()
      .where('id', '=', license.product_id)
      .executeTakeFirstOrThrow();
    return { license, product };
  }

  async #jwt(jwt: string): Promise<Found | undefined> {
    const rows = await this.#office.store.database.selectFrom('signing_key').select('public_key').execute();
    const keys = rows.map(({ public_key: publicKey }) => ({ publicKey, kid: kidHex(publicKey) }));
    const claims = await readJwt(jwt, keys, this.#office.nowSeconds());
    if (claims?.sub === undefined) return undefined;
    const found = await this.#license('id', claims.sub);
    return found && { ...found, expiresAt: claims.exp };
  }

  /** A code is judged as its machine would, with what the portal knows of the machine. */
  async #code(code: string, domain: string | undefined): Promise<Found | undefined> {
    const { modules, nowSeconds, store } = this.#office;
    const glance = modules.verifier.check(code, { product: NO_PRODUCT, nowSeconds: nowSeconds() });
    const licenseId = glance.accepted ? glance.claims.licenseId : glance.licenseId;
    const found = licenseId === undefined ? undefined : await this.#license('id', licenseId);
    if (!found) return undefined;
    const issued = await store.database
      .selectFrom('issued_code')
      .innerJoin('activation', 'activation.id', 'issued_code.activation_id')
      .select(['issued_code.lock', 'issued_code.activation_id', 'activation.state'])
      .where('activation.license_id', '=', found.license.id)
      .where('issued_code.code', '=', code)
      .executeTakeFirst();
    if (!issued) return undefined;
    if (issued.state !== 'active') return { ...found, own: NO_SEAT };
    const components = await store.database
      .selectFrom('activation_component')
      .select('component')
      .where('activation_id', '=', issued.activation_id)
      .execute();
    const verdict = modules.verifier.check(code, {
      product: found.product.id,
      nowSeconds: nowSeconds(),
      components: components.map(({ component }) => component),
      lock: issued.lock ?? undefined,
      host: domain ?? anyHost(readExtras(found.product, found.license).domains),
    });
    if (!verdict.accepted) return { ...found, own: { valid: false, code: verdict.reason, message: verdict.sentence } };
    return { ...found, expiresAt: verdict.claims.expiresAt };
  }

  async #judged(
    { license, product, own, expiresAt }: Found,
    { domain, address }: ValidationInput,
  ): Promise<Validation> {
    const about = { licenseId: license.id, productId: product.id };
    if (own !== undefined) return { ...own, ...about };
    if (license.state !== 'active') return { ...notActive(license.state), ...about };
    if (!isAllowedFrom(license, address)) return { ...NOT_FROM_THERE, ...about };
    const extras = readExtras(product, license);
    const end = earlier(license.expires_at ?? undefined, expiresAt);
    const verdict = await this.#verdict(license, product, domain === undefined ? [] : extras.domains, end, domain);
    if (!verdict.accepted) return { valid: false, code: verdict.reason, message: verdict.sentence, ...about };
    return {
      valid: true,
      code: verdict.reason,
      message: verdict.sentence,
      ...about,
      ...(license.plan !== null && { plan: license.plan }),
      domains: extras.domains,
      ...(end !== undefined && { expiresAt: end }),
    };
  }

  /** The module's verdict on a code with these claims. Nobody trusts the key that signs it but this one verifier. */
  async #verdict(
    license: LicenseRow,
    product: ProductRow,
    domains: string[],
    expiresAt: number | undefined,
    domain: string | undefined,
  ) {
    const nowSeconds = this.#office.nowSeconds();
    const { issuer } = this.#office.modules;
    const input = issuer.signingInput(this.#signer.publicKey, {
      issuedAt: Math.min(nowSeconds, license.created_at),
      expiresAt,
      tokenId: new Uint8Array(8),
      licenseId: license.id,
      product: product.id,
      domains,
    });
    const { code } = issuer.assembleCode(input, await this.#signer.sign(input));
    this.#judge ??= this.#openJudge();
    const host = domain === undefined ? undefined : domain.slice(0, MAX_DOMAIN_BYTES);
    return (await this.#judge).check(code, { product: product.id, nowSeconds, host });
  }

  async #openJudge(): Promise<Verifier> {
    const judge = await load(this.#office.modules.verifierPair);
    judge.trust(this.#signer.publicKey);
    return judge;
  }
}

/** No product has a name like this, so that the verdict is `wrong-product` and names the license. */
const NO_PRODUCT = '(none)';

const UNKNOWN: Validation = {
  valid: false,
  code: refused.UNKNOWN_LICENSE_KEY.code,
  message: 'This license is not known here; compare it with the one that came with the purchase.',
};
const NO_SEAT: Validation = {
  valid: false,
  code: 'seat-given-up',
  message: 'This machine has no seat any more; activate it again.',
};
const NOT_FROM_THERE: Validation = {
  valid: false,
  code: 'address-not-allowed',
  message: 'This license is not used from this network; ask the vendor to add it.',
};

function notActive(state: LicenseRow['state']): Validation {
  if (state === 'suspended') return { valid: false, code: refused.SUSPENDED.code, message: refused.SUSPENDED.error };
  return { valid: false, code: `license-${state}`, message: `This license is ${state}; ask the vendor why.` };
}

function isAllowedFrom({ addresses }: LicenseRow, address: string | undefined): boolean {
  if (addresses === null) return true;
  const networks: string[] = JSON.parse(addresses); // written by license-addresses.ts
  return address !== undefined && new Networks(networks).includes(address.replace(/^::ffff:(?=\d+\.)/i, ''));
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function anyHost(domains: readonly string[]): string | undefined {
  return domains[0]?.replace('*', 'host');
}
