// The portal's protocol as a browser speaks it (docs/online.md). Whatever is not the expected JSON is a network fault and changes nothing.
import { withoutSlash } from '../hosts/js/address.ts';
import type { Verifier } from '../hosts/js/index.ts';
import { type Clock, sleep, within } from './clock.ts';
import { signAs } from './device.ts';
import { count, type Evidence, member } from './evidence.ts';
import { defined, failed, type Outcome } from './problem.ts';
import { type Machine, makeRequest } from './request.ts';

export interface Network {
  fetch: typeof fetch;
  clock: Clock;
  /** 0 … 1, for jitter. */
  random: () => number;
}

/** Who asks, and from what its requests are made. */
export interface Asker {
  verifier: Verifier;
  machine: Machine;
  evidence: Evidence;
}

export interface Issued {
  code: string;
  activationId?: string;
  /** The request that the code answers. */
  pending: Uint8Array;
}

const MOST_ANSWER_BYTES = 65_536;
const MOST_TEXT = 16_384;
const PATIENCE_SECONDS = 20;
const TRIES = 3;
/** Whoever says "come back later than this" is not waited for; the next occasion comes. */
const LONGEST_PAUSE_SECONDS = 30;

const PATH = '/api/v1/activations';

export class Portal {
  readonly #address: string;
  readonly #network: Network;

  constructor(address: string, network: Network) {
    this.#address = withoutSlash(address);
    this.#network = network;
  }

  activate(asker: Asker, licenseKey: string): Promise<Outcome<Issued>> {
    return this.#ask(asker, PATH, readIssued, { licenseKey });
  }

  refresh(asker: Asker, id: string): Promise<Outcome<Issued>> {
    return this.#ask(asker, `${PATH}/${encodeURIComponent(id)}/refresh`, readIssued);
  }

  release(asker: Asker, id: string): Promise<Outcome<object>> {
    return this.#ask(asker, `${PATH}/${encodeURIComponent(id)}/release`, (answer) =>
      member(answer, 'released') === true ? {} : undefined,
    );
  }

  /** A fresh request, and the device's word that it sends it: an Ed25519 signature (docs/online.md, "Proof"). */
  async #ask<T>(
    { verifier, machine, evidence }: Asker,
    path: string,
    read: (answer: unknown) => T | undefined,
    more: object = {},
  ): Promise<Outcome<T & { pending: Uint8Array }>> {
    const { pending, code: request } = makeRequest(verifier, machine, { ...evidence, pending: undefined });
    const { publicKey: deviceKey } = machine.device;
    const proof = await signAs(machine.device, `latchkey/online/1\0POST\0${path}\0${request}`);
    const answer = await this.#post(path, { ...more, request, deviceKey, proof }, read);
    return answer.ok ? { ...answer, pending } : answer;
  }

  /** At most three tries with full jitter. The request's nonce makes them one: the portal answers a repeated one with the same bytes. */
  async #post<T>(path: string, body: object, read: (answer: unknown) => T | undefined): Promise<Outcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const { again, ...outcome } = await this.#try(path, body, read);
      const pause = pauseSeconds(attempt, outcome, this.#network.random());
      if (!again || attempt === TRIES || pause > LONGEST_PAUSE_SECONDS) return outcome;
      await sleep(this.#network.clock, pause);
    }
  }

  async #try<T>(path: string, body: object, read: (answer: unknown) => T | undefined): Promise<Attempt<T>> {
    try {
      return await within(this.#network.clock, PATIENCE_SECONDS, async (signal) => {
        const response = await this.#network.fetch(this.#address + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error', // a captive portal answers with a detour
          referrerPolicy: 'no-referrer',
          signal,
        });
        return interpret(response, await readJson(response), read);
      });
    } catch {
      return unreachable;
    }
  }
}

/** One try; `again` when another one makes sense. */
type Attempt<T> = Outcome<T> & { again: boolean };

const unreachable = { ...failed('unreachable'), again: true };

function interpret<T>(response: Response, answer: unknown, read: (answer: unknown) => T | undefined): Attempt<T> {
  if (!response.ok) return readProblem(response, answer);
  const value = read(answer);
  return value ? { ok: true, ...value, again: false } : unreachable;
}

function readIssued(answer: unknown): Omit<Issued, 'pending'> | undefined {
  const code = text(answer, 'code', MOST_TEXT);
  return code === undefined ? undefined : { code, ...defined({ activationId: text(answer, 'activationId', 200) }) };
}

/** RFC 9457 with `code` and `error`. Without them the answer is somebody else's: a proxy's, a hotel's. */
function readProblem(response: Response, answer: unknown): Attempt<never> {
  const name = text(answer, 'code', 64);
  const sentence = text(answer, 'error', 1000);
  if (name === undefined || sentence === undefined) return unreachable;
  const place = { row: count(answer, 'row'), group: count(answer, 'group'), offset: count(answer, 'offset') };
  const retryAfterSeconds = Math.max(0, Number.parseInt(response.headers.get('retry-after') ?? '', 10)) || undefined;
  const problem = { name, sentence, ...defined({ ...place, retryAfterSeconds }) };
  return { ok: false, problem, again: response.status === 429 || response.status >= 500 };
}

/** 1 s, 2 s, 4 s … at most, anything below it equally likely; not before the time that the portal named. */
function pauseSeconds(attempt: number, outcome: Outcome<unknown>, random: number): number {
  const named = outcome.ok ? 0 : (outcome.problem.retryAfterSeconds ?? 0);
  return named + random * 2 ** (attempt - 1);
}

/** Reads no byte more than an answer can have, whatever the header says. */
async function readJson(response: Response): Promise<unknown> {
  if (!/^application\/(problem\+)?json\b/i.test(response.headers.get('content-type') ?? '')) return undefined;
  let room = MOST_ANSWER_BYTES;
  const limit = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform(chunk, out) {
      room -= chunk.length;
      if (room < 0) throw new RangeError();
      out.enqueue(Uint8Array.from(chunk));
    },
  });
  return new Response(response.body?.pipeThrough(limit)).json();
}

function text(answer: unknown, name: string, most: number): string | undefined {
  const value = member(answer, name);
  return typeof value === 'string' && value !== '' && value.length <= most ? value : undefined;
}
