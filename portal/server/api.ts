// The JSON API, in front of the pages: status numbers and headers around the same operations (docs/online.md).
import { STATUS_CODES } from 'node:http';
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import packageJson from '../../package.json' with { type: 'json' };
import type { Activation, ActivationProblem } from './activate.ts';
import { parseStrictJson } from './json.ts';
import type { Portal } from './portal.ts';
import { activationRoute, healthRoute, keysRoute } from './schemas.ts';

/** The module reads texts of 16,384 bytes; JSON may spell each byte with up to six. */
const MAX_BODY_BYTES = 128 * 1024;

/** What the server tells about the connection. */
export interface ApiBindings {
  address?: string | undefined;
}

/** RFC 9457, from a problem of any operation or of the call itself. */
type ApiProblem = Omit<ActivationProblem, 'status' | 'field'> & {
  status: ContentfulStatusCode;
  field?: 'licenseKey' | 'request' | 'fingerprint' | 'label';
};

class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly problem: ApiProblem;

  constructor(problem: ApiProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** The API under /api/v1. `report` hears of defects, without anything that a customer sent. */
export function createApi(portal: Portal, report: (event: string) => void) {
  const api = new OpenAPIHono<{ Bindings: ApiBindings }>({
    defaultHook: (result, c) => (result.success ? undefined : sendProblem(c, schemaProblem(result.error))),
  }).basePath('/api/v1');

  api.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  api.use('/activations', async (c, next) => {
    if (c.req.method !== 'POST') return next();
    if (!isJson(c.req.header('content-type'))) return sendProblem(c, NOT_JSON);
    const body = await readBody(c.req.raw);
    if (body === undefined) return sendProblem(c, TOO_LARGE);
    if (parseStrictJson(body) === undefined) return sendProblem(c, MALFORMED_JSON);
    Object.assign(c.req.bodyCache, { arrayBuffer: Promise.resolve(body) }); // the schema reads it from here
    return next();
  });

  api.openapi(activationRoute, async (c) => {
    const { licenseKey = '', request, fingerprint, label } = c.req.valid('json');
    const machineIs = request === undefined ? 'fingerprint' : 'request';
    const result = await portal.activate({
      licenseKey,
      machine: request ?? fingerprint ?? '',
      machineIs,
      label,
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      address: c.env?.address,
    });
    if (!result.ok) throw new CallRefused(inBody(result.problem, machineIs));
    return c.json(activationAnswer(result.activation), result.activation.again ? 200 : 201);
  });

  api.openapi(keysRoute, (c) =>
    c.json({ keys: portal.publicKeys().map((key) => ({ ...key, publicKey: hex(key.publicKey) })) }, 200),
  );

  api.openapi(healthRoute, async (c) => {
    const health = await portal.health();
    return c.json(health, health.status === 'ok' ? 200 : 503);
  });

  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey portal',
      version: packageJson.version,
      description: 'Exchange a license key and a machine for an activation code that is verified offline.',
    },
  });

  for (const [path, method] of METHODS) {
    api.all(path, (c) => {
      c.header('Allow', method);
      return sendProblem(c, wrongMethod(method));
    });
  }
  api.notFound((c) => sendProblem(c, NO_SUCH_CALL));
  api.onError((error, c) => {
    if (error instanceof CallRefused) return sendProblem(c, error.problem);
    if (error instanceof HTTPException) return sendProblem(c, MALFORMED_JSON);
    report(`defect: ${withoutMessage(error)}`);
    return sendProblem(c, DEFECT);
  });
  return api;
}

const METHODS = [
  ['/activations', 'POST'],
  ['/keys', 'GET'],
  ['/health', 'GET'],
  ['/openapi.json', 'GET'],
] as const;

function activationAnswer(activation: Activation) {
  const { code, id, licenseId, issuedAt, expiresAt, refreshAt, checkInBy, seats } = activation;
  return {
    code,
    activationId: id,
    licenseId,
    issuedAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(refreshAt !== undefined && { refreshAt }),
    ...(checkInBy !== undefined && { checkInBy }),
    seat: seats,
  };
}

/** The member of the body that a problem is about. */
function inBody({ field, ...rest }: ActivationProblem, machineIs: 'request' | 'fingerprint'): ApiProblem {
  if (field === undefined) return rest;
  return { ...rest, field: field === 'machine' ? machineIs : field };
}

function sendProblem(c: Context, { status, error, retryAfterSeconds, ...members }: ApiProblem): Response {
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, detail: error, error, ...members };
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' });
}

/** The first thing that the schema found. What was sent is not repeated. */
function schemaProblem({ issues: [issue] }: z.core.$ZodError): ApiProblem {
  const member = issue?.path.at(0);
  const field = FIELDS.find((name) => name === member);
  if (issue?.code === 'unrecognized_keys')
    return malformedBody('There is a member that this call does not know; leave it out.');
  if (issue?.code === 'custom') return malformedBody(issue.message);
  if (field !== undefined) return { ...malformedBody(`The member ${field} must be a text.`), field };
  return malformedBody('The body must be a JSON object as the OpenAPI document describes it.');
}

const FIELDS = ['licenseKey', 'request', 'fingerprint', 'label'] as const;

function malformedBody(error: string): ApiProblem {
  return { status: 400, code: 'malformed-body', error };
}

/** The body, unless it is longer than any that makes sense; whatever its length says, it is counted as it comes. */
async function readBody(request: Request): Promise<ArrayBuffer | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body.buffer;
}

/** JSON in UTF-8, by whatever name (RFC 8259); another character set would be read as something else. */
function isJson(contentType = ''): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters.map((it) => it.trim()).find((it) => it.startsWith('charset='));
  return type.trim() === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Where it happened, without the message: that could quote what a customer sent. */
function withoutMessage(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8)].join('\n');
}

function wrongMethod(method: string): ApiProblem {
  return { status: 405, code: 'method-not-allowed', error: `Use ${method} for this call.` };
}

const TOO_LARGE: ApiProblem = {
  status: 413,
  code: 'body-too-large',
  error: `A body has at most ${MAX_BODY_BYTES} bytes; send only the code.`,
};
const NOT_JSON: ApiProblem = { status: 415, code: 'not-json', error: 'Send JSON in UTF-8, as application/json.' };
const MALFORMED_JSON = malformedBody('The body must be JSON in UTF-8, with no name twice.');
const NO_SUCH_CALL: ApiProblem = {
  status: 404,
  code: 'no-such-call',
  error: 'There is no such call; see /api/v1/openapi.json.',
};
const DEFECT: ApiProblem = {
  status: 500,
  code: 'defect',
  error: 'The portal has a defect and did nothing; tell the vendor.',
};
