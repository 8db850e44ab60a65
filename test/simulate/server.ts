// A portal that keeps the rules of docs/online.md in memory: seats, leases, own seats, proofs, nonces, an issue time that never goes back.
// Codes are made by the real issuer module and signed with a real key; only the store is simpler than the portal's.
import type { Request } from '../../hosts/js/index.ts';
import type { Vendor } from '../vendor.ts';
import { json } from './network.ts';
import type { Time } from './time.ts';

export const PRODUCT = 'inspector';
export const LICENSE_KEY = '008J4-CT4AN-K7F24-SNAXW-SQFEZ-W0GP2';
export const OFFLINE_SECONDS = 14 * 86_400;
const REFRESH_SECONDS = 86_400;
const REPLACEMENTS_A_YEAR = 12;
const YEAR = 365 * 86_400;

export interface Activation {
  id: string;
  deviceKey: string | undefined;
  components: string;
  state: 'live' | 'released' | 'replaced';
  leaseUntil: number;
  since: number;
}

/** What is known of a code that left the portal. */
export interface Issued {
  activation: Activation;
  issuedAt: number;
  checkInBy: number;
}

export class SimulatedPortal {
  readonly activations = new Map<string, Activation>();
  readonly #issued = new Map<string, Issued>();
  suspended = false;
  readonly seats: number;
  readonly #vendor: Vendor;
  readonly #time: Time;
  readonly #answers = new Map<string, { asked: string; status: number; body: object }>();
  readonly #replacements: number[] = [];
  #lastIssuedAt = 0;
  #count = 0;

  constructor(vendor: Vendor, time: Time, seats: number) {
    this.#vendor = vendor;
    this.#time = time;
    this.seats = seats;
  }

  /** Seats that nobody else may take now. */
  get used(): number {
    return [...this.activations.values()].filter((one) => this.#holds(one)).length;
  }

  /** What is known of the code with this token id. */
  issuedAs(tokenId: Uint8Array): Issued | undefined {
    return this.#issued.get(Buffer.from(tokenId).toString('hex'));
  }

  /** The year's replacements are used up: whoever lost a seat waits until it lapses. */
  get exhausted(): boolean {
    const yearAgo = this.#time.trueSeconds - YEAR;
    return this.#replacements.filter((at) => at > yearAgo).length >= REPLACEMENTS_A_YEAR;
  }

  answer(path: string, text: string): Response {
    const body: Record<string, string> = JSON.parse(text);
    const request = this.#vendor.issuer.decodeRequest(body['request'] ?? '');
    if (!request.ok) return refuse(400, 'malformed');
    if (!this.#proven(path, body, request.value)) return refuse(401, 'no-proof');
    const name = Buffer.from(request.value.nonce).toString('hex');
    const before = this.#answers.get(name);
    if (before) return before.asked === path + text ? json(before.status, before.body) : refuse(422, 'nonce-reused');
    const { status, answer } = this.#serve(path, body, request.value);
    if (status < 400) this.#answers.set(name, { asked: path + text, status, body: answer });
    return json(status, answer);
  }

  /** What a person gets on the portal's page for a request. */
  issueByHand(requestCode: string): string | undefined {
    const request = this.#vendor.issuer.decodeRequest(requestCode);
    if (!request.ok || this.suspended) return undefined;
    const activation = this.#seatFor(request.value, undefined);
    return activation && this.#issue(activation, request.value);
  }

  #serve(path: string, body: Record<string, string>, request: Request): { status: number; answer: object } {
    const [, id, call] = /^\/api\/v1\/activations(?:\/([^/]+)\/(refresh|release))?$/.exec(path) ?? [];
    if (id === undefined) {
      if (body['licenseKey'] !== LICENSE_KEY) return no(401, 'unknown-license-key');
      if (this.suspended) return no(403, 'license-suspended');
      const activation = this.#seatFor(request, body['deviceKey']);
      return activation ? this.#answerWith(201, activation, request) : no(409, 'no-seat-left');
    }
    const activation = this.activations.get(id);
    if (!activation || activation.deviceKey !== body['deviceKey']) return no(404, 'unknown-activation');
    if (call === 'release') {
      activation.state = activation.state === 'live' ? 'released' : activation.state;
      return { status: 200, answer: { released: true } };
    }
    if (this.suspended) return no(403, 'license-suspended');
    if (activation.state !== 'live') return no(403, 'seat-given-up');
    if (!this.#holds(activation) && this.used >= this.seats) return no(409, 'no-seat-left');
    return this.#answerWith(200, activation, request);
  }

  #answerWith(status: number, activation: Activation, request: Request): { status: number; answer: object } {
    return { status, answer: { code: this.#issue(activation, request), activationId: activation.id } };
  }

  /** Its own seat, a free one, or that of a browser that was lost, as often as a year allows. */
  #seatFor(request: Request, deviceKey: string | undefined): Activation | undefined {
    const components = request.components.map((one) => Buffer.from(one).toString('hex')).join();
    const all = [...this.activations.values()];
    const own = all.find((one) => one.components === components && one.state === 'live');
    const seated = own !== undefined && this.#holds(own);
    if (!seated && this.used >= this.seats && !this.#replaceOne(all)) return undefined;
    if (own) return Object.assign(own, deviceKey && { deviceKey });
    const id = `a${++this.#count}`;
    const activation: Activation = {
      id,
      deviceKey,
      components,
      state: 'live',
      leaseUntil: 0,
      since: this.#time.trueSeconds,
    };
    this.activations.set(id, activation);
    return activation;
  }

  #replaceOne(all: Activation[]): boolean {
    if (this.exhausted) return false;
    const oldest = all.filter((one) => this.#holds(one)).sort((a, b) => a.leaseUntil - b.leaseUntil)[0];
    if (!oldest) return false;
    oldest.state = 'replaced';
    this.#replacements.push(this.#time.trueSeconds);
    return true;
  }

  #holds({ state, leaseUntil }: Activation): boolean {
    return state === 'live' && leaseUntil > this.#time.trueSeconds;
  }

  #issue(activation: Activation, { nonce, lock, components }: Request): string {
    const issuedAt = Math.max(this.#lastIssuedAt, this.#time.trueSeconds);
    this.#lastIssuedAt = issuedAt;
    activation.leaseUntil = issuedAt + OFFLINE_SECONDS;
    const tokenId = new Uint8Array(8);
    crypto.getRandomValues(tokenId);
    const code = this.#vendor.issue({
      product: PRODUCT,
      tokenId,
      issuedAt,
      nonce,
      machine: { needed: 1, lock, components },
      refreshSeconds: REFRESH_SECONDS,
      offlineSeconds: OFFLINE_SECONDS,
      features: { export: true },
    });
    this.#issued.set(Buffer.from(tokenId).toString('hex'), {
      activation,
      issuedAt,
      checkInBy: issuedAt + OFFLINE_SECONDS,
    });
    return code;
  }

  #proven(
    path: string,
    { deviceKey = '', proof = '', request }: Record<string, string>,
    { components }: Request,
  ): boolean {
    const { issuer } = this.#vendor;
    const component = issuer.component(PRODUCT, 'device-key', deviceKey);
    const message = new TextEncoder().encode(`latchkey/online/1\0POST\0${path}\0${request}`);
    return (
      component.ok &&
      components.some((one) => Buffer.from(one).equals(component.value.component)) &&
      issuer.verifySignature(Buffer.from(deviceKey, 'hex'), message, Buffer.from(proof, 'hex'))
    );
  }
}

function no(status: number, code: string): { status: number; answer: object } {
  return { status, answer: { code, error: `The portal says ${code}.` } };
}

function refuse(status: number, code: string): Response {
  return json(status, no(status, code).answer);
}
