// The call that machines make most, past the framework, whose routers, guards and streams take longer than the rest of HTTP: the same body,
// the same operation, the same answer. Whatever is unusual about a request – a page's origin, another spelling of its type, no length – is
// left to the framework, so a rule stands here only if every request must meet it (test/portal/direct.test.ts compares the two).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { runningMilliseconds } from '../../clock.ts';
import type { Portal } from '../portal.ts';
import { ActivationRequest, activationRoute, answerActivation } from './activations.ts';
import { ROOT } from './api.ts';
import { MALFORMED_JSON, MAX_BODY_BYTES } from './body.ts';
import { faultOf } from './faults.ts';
import { parseStrictJson } from './json.ts';
import { type ApiProblem, CallRefused, PROBLEM_TYPE, problemText, schemaProblem } from './problem.ts';

const PATH = ROOT + activationRoute.path;

/** What the server knows about a call before its body is read. */
export interface Circumstances {
  address: string | undefined;
  /** Of every answer: names and values in turn. */
  headers: readonly string[];
}

/** True when it answers the request. */
export type Direct = (request: IncomingMessage, response: ServerResponse, circumstances: Circumstances) => boolean;

export function directCalls(portal: Portal, report: (event: string) => void): Direct {
  return (request, response, circumstances) => {
    if (!isPlain(request)) return false;
    const began = runningMilliseconds();
    readBody(request, async (bytes) => {
      const status = await answer(portal, report, { ...circumstances, request, response, bytes });
      portal.office.answered(PATH, 'POST', status, runningMilliseconds() - began);
    });
    return true;
  };
}

function isPlain({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || url !== PATH || headers['content-type'] !== 'application/json') return false;
  if (headers.origin !== undefined || headers['transfer-encoding'] !== undefined) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= MAX_BODY_BYTES;
}

/** Node ends it where its length says. Of a connection that breaks before, nothing is done. */
function readBody(request: IncomingMessage, whole: (bytes: Uint8Array) => Promise<void>): void {
  const chunks: Buffer[] = [];
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [first] = chunks;
    void whole(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks));
  });
}

interface Call extends Circumstances {
  request: IncomingMessage;
  response: ServerResponse;
  bytes: Uint8Array;
}

/** Answers, whatever happens, and tells the status. */
async function answer(portal: Portal, report: (event: string) => void, call: Call): Promise<number> {
  try {
    const { status, answer } = await answerActivation(portal, bodyOf(call.bytes), {
      path: PATH,
      idempotencyKey: headerOf(call.request, 'idempotency-key'),
      address: call.address,
    });
    return send(call, status, 'application/json', JSON.stringify(answer));
  } catch (error) {
    return sendProblem(call, faultOf(error, report));
  }
}

function bodyOf(bytes: Uint8Array) {
  const json = parseStrictJson(bytes);
  if (json === undefined) throw new CallRefused(MALFORMED_JSON);
  const body = ActivationRequest.safeParse(json.value);
  if (!body.success) throw new CallRefused(schemaProblem(body.error));
  return body.data;
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function sendProblem(call: Call, problem: ApiProblem): number {
  const { status, retryAfterSeconds: wait } = problem;
  return send(call, status, PROBLEM_TYPE, problemText(problem), wait === undefined ? [] : ['Retry-After', `${wait}`]);
}

/** All headers at once, and letters of one byte as they are: a header set by itself is looked at several times, and UTF-8 measured twice. */
function send({ response, headers }: Call, status: number, type: string, text: string, more: string[] = []): number {
  const length = Buffer.byteLength(text);
  const own = ['Cache-Control', 'no-store', 'Vary', 'Origin', 'Content-Type', type, 'Content-Length', `${length}`];
  response.writeHead(status, [...headers, ...own, ...more]);
  response.end(text, length === text.length ? 'latin1' : 'utf8');
  return status;
}
