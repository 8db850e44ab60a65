// The calls of the API as schemas: what is read strictly, what is answered, and the OpenAPI document that is made from both.
import { createRoute, z } from '@hono/zod-openapi';

const seconds = z.int().min(0).openapi({ description: 'Whole seconds since 1970', example: 1_796_083_200 });

const ActivationRequest = z
  .strictObject({
    licenseKey: z.string().optional().openapi({ description: 'May be absent when the request carries it' }),
    request: z.string().optional().openapi({ description: 'An activation request, `LKR1-…`, in any spelling' }),
    fingerprint: z.string().optional().openapi({ description: 'A text that names the machine, instead of a request' }),
    label: z.string().optional().openapi({ description: 'A name for the machine, at most 64 bytes' }),
  })
  .refine(({ request, fingerprint }) => (request === undefined) !== (fingerprint === undefined), {
    error: 'Send either a request or a fingerprint.',
  })
  .openapi('ActivationRequest');

const ActivationAnswer = z
  .object({
    code: z.string().openapi({ description: 'The activation code, `LKA1-…`' }),
    activationId: z.string(),
    licenseId: z.string(),
    issuedAt: seconds,
    expiresAt: seconds.optional().openapi({ description: 'Exclusive end; absent: perpetual' }),
    refreshAt: seconds.optional(),
    checkInBy: seconds.optional(),
    seat: z.object({ used: z.int(), total: z.int() }),
  })
  .openapi('Activation');

const Keys = z
  .object({
    keys: z.array(
      z.object({
        publicKey: z.string().openapi({ description: 'The 32 raw bytes, in hex' }),
        kid: z.string(),
        state: z.enum(['active', 'retired']),
        since: seconds,
      }),
    ),
  })
  .openapi('Keys');

const HealthAnswer = z
  .object({
    status: z.enum(['ok', 'failing']),
    version: z.string(),
    abi: z.int(),
    modules: z.object({ verifier: z.string(), issuer: z.string() }),
  })
  .openapi('Health');

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'A name for programs' }),
    error: z.string().openapi({ description: 'One sentence for people: what to do' }),
    field: z.enum(['licenseKey', 'request', 'fingerprint', 'label']).optional(),
    row: z.int().optional(),
    group: z.int().optional(),
    offset: z.int().optional(),
  })
  .openapi('Problem');

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});
const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

export const activationRoute = createRoute({
  method: 'post',
  path: '/activations',
  summary: 'Exchange a license key and a machine for an activation code',
  request: {
    headers: z.object({
      'idempotency-key': z
        .string()
        .optional()
        .openapi({ description: 'A retry with the same key and body gets the same answer for 24 hours' }),
    }),
    body: { required: true, content: { 'application/json': { schema: ActivationRequest } } },
  },
  responses: {
    201: answer('A seat was taken', ActivationAnswer),
    200: answer('The same machine again: its own seat', ActivationAnswer),
    400: problem('Malformed input, with its place'),
    401: problem('Unknown license key'),
    403: problem('The license is suspended or has ended'),
    409: problem('No seat is left'),
    413: problem('The body is too large'),
    415: problem('The body is not JSON'),
    422: problem('Well-formed, but it does not fit together'),
    429: problem('Too many tries; Retry-After says when'),
    500: problem('No sound code could be made'),
    503: problem('Nothing can be recorded now; Retry-After says when'),
  },
});

export const keysRoute = createRoute({
  method: 'get',
  path: '/keys',
  summary: 'The public keys that applications embed',
  responses: { 200: answer('All keys that ever signed, newest first', Keys) },
});

export const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the portal can record and sign',
  responses: { 200: answer('It can', HealthAnswer), 503: answer('It cannot', HealthAnswer) },
});
