// Whether a license is valid, for backends that are online and ask: also as the clients of Traffic Orchestrator ask.
import { createRoute, z } from '@hono/zod-openapi';
import { inWords } from '../wait.ts';
import type { CallGroup } from './groups.ts';
import { CallRefused } from './problem.ts';
import { answer, body, bodyProblems } from './schemas.ts';

const Question = z
  .strictObject({
    token: z.string().max(16_384).openapi({ description: 'A license key, an activation code or a JWT' }),
    domain: z
      .string()
      .max(253)
      .optional()
      .openapi({ description: 'The host name that asks; absent: domains are not judged' }),
  })
  .openapi('ValidationRequest');

const Validation = z
  .object({
    valid: z.boolean(),
    code: z.string().openapi({ description: '`licensed`, `grace`, or why not; a name for programs' }),
    message: z.string().openapi({ description: 'One sentence for people' }),
    licenseId: z.string().optional(),
    productId: z.string().optional(),
    plan: z.string().optional(),
    domains: z.array(z.string()).optional(),
    expiresAt: z.iso.datetime().optional().openapi({ description: 'Exclusive end; absent: it has none yet' }),
  })
  .openapi('Validation');

const validateRoute = createRoute({
  method: 'post',
  path: '/validate',
  summary: 'Ask whether a license key, a code or a JWT is valid',
  request: { body: body(Question) },
  responses: { 200: answer('The verdict, valid or not', Validation), ...bodyProblems },
});

export const validationCalls: CallGroup = (api, portal) => {
  api.openapi(validateRoute, async (c) => {
    const { token, domain } = c.req.valid('json');
    const result = await portal.office.validate({ token, domain, address: c.env?.address });
    if (!result.ok) throw new CallRefused(tooMany(Math.ceil(result.retryAfterSeconds)));
    const { expiresAt, ...rest } = result.validation;
    return c.json({ ...rest, ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }) }, 200);
  });
};

export function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function tooMany(retryAfterSeconds: number) {
  const error = `Too many unknown licenses; try again ${inWords(retryAfterSeconds)}.`;
  return { status: 429, code: 'too-many-requests', error, retryAfterSeconds } as const;
}
