// Routes of the vendor's side: each names the scope that it needs, and can be refused in the same ways.
import { createRoute, type RouteConfig, z } from '@hono/zod-openapi';
import type { Scope } from '../vendor/scopes.ts';
import { bodyProblems, idempotencyKey, problem } from './schemas.ts';

const refusals = {
  ...bodyProblems,
  401: problem('The API key is missing, unknown, revoked or expired'),
  403: problem('The API key lacks the scope'),
  404: problem('There is no such thing, or the API key does not reach it'),
  409: problem('It cannot be done in the present state'),
  500: problem('A defect, or nothing sound could be signed; nothing was done'),
};

type Config = Omit<RouteConfig, 'security'>;

/** Features as they are asked for: granted, a number or a text. */
export const features = z.record(
  z.string().min(1).max(64),
  z.union([z.literal(true), z.int().min(0), z.string().max(256)]),
);
/** And as they are told. */
export const Features = z.record(z.string(), z.union([z.literal(true), z.number(), z.string()]));

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().openapi({ description: 'From `nextCursor` of the page before' }),
});

/** For calls that change something and are not safe to repeat without it. */
export const retryable = idempotencyKey;

export const idOf = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, example: '7KQ2M9XD' }),
});

export function vendorRoute<const P extends string, const R extends Config & { path: P }>(scope: Scope, config: R) {
  return createRoute({
    ...config,
    security: [{ apiKey: [scope] }] as [{ apiKey: [Scope] }],
    responses: { ...refusals, ...config.responses } as typeof refusals & R['responses'],
  });
}
