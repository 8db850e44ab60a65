// The portal's protocol as a machine speaks it (docs/online.md). Whatever is not the expected JSON is a network fault and changes nothing.
import { withoutSlash } from '../js/address.ts';
import { isRecord, parseJson, textIn } from './json.ts';

/** Why the portal gave nothing: its own name and sentence, or `unreachable`. */
export interface CallProblem {
  name: string;
  sentence: string;
  retryAfterSeconds?: number;
}

export type Answer<T> = ({ ok: true } & T) | { ok: false; problem: CallProblem };

export interface Issued {
  code: string;
  activationId: string;
}

export interface Network {
  fetch: typeof fetch;
  /** Waits that many seconds. */
  sleep: (seconds: number) => Promise<void>;
  /** 0 … 1, for jitter. */
  random: () => number;
}

const MOST_ANSWER_BYTES = 65_536;
const PATIENCE_MILLISECONDS = 20_000;
const TRIES = 3;
/** Whoever says "come back later than this" is not waited for; the next occasion comes. */
const LONGEST_PAUSE_SECONDS = 30;
const UNREACHABLE: CallProblem = {
  name: 'unreachable',
  sentence: 'The portal did not answer. The stored license stays in use; try again when this machine is online.',
};

export class PortalCalls {
  readonly #address: string;
  readonly #network: Network;

  /** @throws TypeError for an address that is none, or that would send a license key in the clear */
  constructor(address: string, network: Network) {
    const url = URL.parse(address);
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
    if (!url || !safe || url.username || url.search || url.hash) {
      throw new TypeError('portal: expected the https address of the portal, such as https://licenses.example.com');
    }
    this.#address = withoutSlash(url.href);
    this.#network = network;
  }

  activate(licenseKey: string, request: string, label: string | undefined): Promise<Answer<Issued>> {
    return this.#post('', { licenseKey, request, label }, issuedIn);
  }

  refresh(id: string, request: string): Promise<Answer<Issued>> {
    return this.#post(`/${encodeURIComponent(id)}/refresh`, { request }, issuedIn);
  }

  release(id: string, receipt: string): Promise<Answer<object>> {
    return this.#post(`/${encodeURIComponent(id)}/release`, { receipt }, (it) =>
      it['released'] === true ? {} : undefined,
    );
  }

  /** At most three tries with full jitter. The nonce of a request makes them one: the portal answers a repeated one with the same bytes. */
  async #post<T>(path: string, body: object, read: Reader<T>): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt++) {
      const { again, answer } = await this.#try(path, body, read);
      const named = answer.ok ? 0 : (answer.problem.retryAfterSeconds ?? 0);
      const pause = named + this.#network.random() * 2 ** (attempt - 1);
      if (!again || attempt === TRIES || pause > LONGEST_PAUSE_SECONDS) return answer;
      await this.#network.sleep(pause);
    }
  }

  async #try<T>(path: string, body: object, read: Reader<T>): Promise<Attempt<T>> {
    try {
      const response = await this.#network.fetch(`${this.#address}/api/v1/activations${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error', // a captive portal answers with a detour
        signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      });
      return interpret(response, await readJson(response), read);
    } catch {
      return unreachable;
    }
  }
}

type Reader<T> = (answer: Record<string, unknown>) => T | undefined;

/** One try; `again` when another one makes sense. */
interface Attempt<T> {
  answer: Answer<T>;
  again: boolean;
}

const unreachable: Attempt<never> = { answer: { ok: false, problem: UNREACHABLE }, again: true };

function interpret<T>({ ok, status, headers }: Response, body: unknown, read: Reader<T>): Attempt<T> {
  if (!isRecord(body)) return unreachable;
  if (ok) {
    const value = read(body);
    return value ? { answer: { ok: true, ...value }, again: false } : unreachable;
  }
  const name = textIn(body, 'code');
  const sentence = textIn(body, 'error');
  if (!name || !sentence || name.length > 64 || sentence.length > 1000) return unreachable; // a proxy's page, a hotel's
  const seconds = Math.max(0, Number.parseInt(headers.get('retry-after') ?? '', 10)) || undefined;
  const problem = { name, sentence, ...(seconds !== undefined && { retryAfterSeconds: seconds }) };
  return { answer: { ok: false, problem }, again: status === 429 || status >= 500 };
}

function issuedIn(answer: Record<string, unknown>): Issued | undefined {
  const code = textIn(answer, 'code');
  const activationId = textIn(answer, 'activationId');
  if (!code || !activationId || activationId.length > 200) return undefined;
  return { code, activationId };
}

/** Reads no byte more than an answer can have, whatever the header says. */
async function readJson(response: Response): Promise<unknown> {
  if (!/^application\/(problem\+)?json\b/i.test(response.headers.get('content-type') ?? '')) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_ANSWER_BYTES) return undefined; // leaving the loop cancels the rest
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks).toString());
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]';
}
