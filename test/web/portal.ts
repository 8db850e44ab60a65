// A portal in a few lines, for the SDK's tests: the calls of docs/online.md that a browser makes, answered by the real issuer module.
import type { ClaimsToIssue, Request } from '../../hosts/js/index.ts';
import type { Vendor } from '../vendor.ts';

export const PRODUCT = 'inspector';
export const LICENSE_KEY = 'XXXXX-SAMPLE';

interface Activation {
  id: string;
  deviceKey: string;
  lock?: Uint8Array;
  released: boolean;
  nonces: Set<string>;
}

interface Body {
  licenseKey?: string;
  request: string;
  deviceKey: string;
  proof: string;
  label?: string;
}

type Handler = (path: string, init: RequestInit) => Response | Promise<Response>;

export class TestPortal {
  readonly activations = new Map<string, Activation>();
  /** Every call that arrived, by path. */
  readonly calls: string[] = [];
  /** What the way to the portal, or a broken portal, does instead of answering. */
  instead: Handler | undefined;
  /** Laid over the claims of every code. */
  claims: Partial<ClaimsToIssue> = {};
  readonly #vendor: Vendor;
  readonly #now: () => number;
  #issued = 0;

  constructor(vendor: Vendor, now: () => number) {
    this.#vendor = vendor;
    this.#now = now;
  }

  get seatsInUse(): number {
    return [...this.activations.values()].filter(({ released }) => !released).length;
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const path = new URL(String(input)).pathname;
    this.calls.push(path);
    if (this.instead) return this.instead(path, init);
    return this.answer(path, String(init.body));
  };

  answer(path: string, text: string): Response {
    const body: Body = JSON.parse(text);
    const request = this.#vendor.issuer.decodeRequest(body.request);
    if (!request.ok) return problem(400, request.problem.name, request.problem.sentence);
    if (!this.#proven(path, body, request.value)) return problem(401, 'no-proof', 'The device did not prove itself.');
    if (path === '/api/v1/activations') return this.#activate(body, request.value);
    const [, id = '', call] = /^\/api\/v1\/activations\/([^/]+)\/(refresh|release)$/.exec(path) ?? [];
    const activation = this.activations.get(id);
    if (!activation || activation.deviceKey !== body.deviceKey)
      return problem(404, 'not-found', 'There is no such activation.');
    if (call === 'release') return this.#release(activation);
    return activation.released
      ? problem(403, 'released', 'This license was given back.')
      : this.#issue(activation, request.value);
  }

  #activate({ licenseKey, deviceKey }: Body, request: Request): Response {
    if (licenseKey !== LICENSE_KEY) return problem(401, 'unknown-license-key', 'This license key is not known.');
    const own = [...this.activations.values()].find((it) => it.deviceKey === deviceKey && !it.released);
    const activation = own ?? { id: `a${this.activations.size + 1}`, deviceKey, released: false, nonces: new Set() };
    this.activations.set(activation.id, activation);
    return this.#issue(activation, request, own ? 200 : 201);
  }

  #release(activation: Activation): Response {
    activation.released = true;
    return json(200, { released: true });
  }

  #issue(activation: Activation, { nonce, lock, components }: Request, status = 200): Response {
    activation.nonces.add(Buffer.from(nonce).toString('hex'));
    const code = this.#vendor.issue({
      product: PRODUCT,
      tokenId: Uint8Array.from({ length: 8 }, (_, i) => (i === 7 ? ++this.#issued : 9)),
      issuedAt: this.#now(),
      nonce,
      machine: { needed: 1, lock, components },
      refreshSeconds: 86_400,
      offlineSeconds: 14 * 86_400,
      features: { export: true, photos: 20 },
      ...this.claims,
    });
    return json(status, {
      code,
      activationId: activation.id,
      licenseId: '7KQ2M9XD',
      seat: { used: this.seatsInUse, total: 3 },
    });
  }

  #proven(path: string, { deviceKey, proof, request }: Body, { components }: Request): boolean {
    const { issuer } = this.#vendor;
    const component = issuer.component(PRODUCT, 'device-key', deviceKey);
    const message = new TextEncoder().encode(`latchkey/online/1\0POST\0${path}\0${request}`);
    return (
      component.ok &&
      components.some((it) => Buffer.from(it).equals(component.value.component)) &&
      issuer.verifySignature(Buffer.from(deviceKey, 'hex'), message, Buffer.from(proof, 'hex'))
    );
  }
}

export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function problem(status: number, code: string, error: string, headers: Record<string, string> = {}): Response {
  return json(status, { code, error }, { 'content-type': 'application/problem+json', ...headers });
}
