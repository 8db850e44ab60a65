// The body of a call: JSON in UTF-8, of a length that makes sense, read strictly before any schema sees it.
import type { MiddlewareHandler } from 'hono';
import { parseStrictJson } from './json.ts';
import { type ApiProblem, malformedBody, sendProblem } from './problem.ts';

/** The module reads texts of 16,384 bytes; JSON may spell each byte with up to six. */
export const MAX_BODY_BYTES = 128 * 1024;

const WITHOUT_BODY = ['GET', 'HEAD', 'OPTIONS'];

/** In front of every call that changes something. One without a body has none to be wrong. */
export const strictBody: MiddlewareHandler = async (c, next) => {
  if (WITHOUT_BODY.includes(c.req.method)) return next();
  const body = await readBody(c.req.raw);
  if (body === undefined) return sendProblem(c, TOO_LARGE);
  Object.assign(c.req.bodyCache, { arrayBuffer: Promise.resolve(body) }); // the schema reads it from here
  if (body.byteLength === 0) return next(); // a call that needs one says so
  if (!isJson(c.req.header('content-type'))) return sendProblem(c, NOT_JSON);
  if (parseStrictJson(body) === undefined) return sendProblem(c, MALFORMED_JSON);
  return next();
};

/** The body, unless it is longer than any that makes sense; one that does not say its length is counted as it comes. */
async function readBody(request: Request): Promise<ArrayBuffer | undefined> {
  const said = request.headers.get('content-length');
  if (Number(said ?? 0) > MAX_BODY_BYTES) return undefined;
  if (said !== null) return await request.arrayBuffer(); // HTTP ends it there; without the detour of a stream
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

const TOO_LARGE: ApiProblem = {
  status: 413,
  code: 'body-too-large',
  error: `A body has at most ${MAX_BODY_BYTES} bytes; send only the code.`,
};
const NOT_JSON: ApiProblem = { status: 415, code: 'not-json', error: 'Send JSON in UTF-8, as application/json.' };
export const MALFORMED_JSON = malformedBody('The body must be JSON in UTF-8, with no name twice.');
