// What the schemas of several calls have in common. From them the bodies are read and the OpenAPI document is made.
import { z } from '@hono/zod-openapi';
import { Problem } from './problem.ts';

export const seconds = z.int().min(0).openapi({ description: 'Whole seconds since 1970', example: 1_796_083_200 });

export const idempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .openapi({ description: 'A retry with the same key and body gets the same answer for 24 hours' }),
});

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

export const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

/** Of calls that have nothing more to tell. */
export const Success = z.object({ success: z.literal(true) }).openapi('Success');
export const DONE = { success: true } as const;

export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** What every call with a body can answer. */
export const bodyProblems = {
  400: problem('Malformed input, with its place'),
  413: problem('The body is too large'),
  415: problem('The body is not JSON'),
  422: problem('Well-formed, but it does not fit together'),
  429: problem('Too many tries; Retry-After says when'),
  503: problem('Nothing can be recorded now; Retry-After says when'),
};
