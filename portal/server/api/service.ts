// What anybody may ask: the public keys, and whether the portal works.
import { createRoute, z } from '@hono/zod-openapi';
import type { CallGroup } from './groups.ts';
import { answer, seconds } from './schemas.ts';

const Keys = z
  .object({
    keys: z.array(
      z.object({
        publicKey: z.string().openapi({ description: 'The 32 raw bytes, in hex' }),
        kid: z.string(),
        state: z.enum(['next', 'active', 'retired']),
        product: z.string().optional().openapi({ description: 'Absent: for all products without a key of their own' }),
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

const keysRoute = createRoute({
  method: 'get',
  path: '/keys',
  summary: 'The public keys that applications embed',
  responses: { 200: answer('All keys that ever signed, newest first', Keys) },
});

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the portal can record and sign',
  responses: { 200: answer('It can', HealthAnswer), 503: answer('It cannot', HealthAnswer) },
});

export const serviceCalls: CallGroup = (api, portal) => {
  api.openapi(keysRoute, (c) =>
    c.json({ keys: portal.publicKeys().map((key) => ({ ...key, publicKey: hex(key.publicKey) })) }, 200),
  );
  api.openapi(healthRoute, async (c) => {
    const health = await portal.health();
    return c.json(health, health.status === 'ok' ? 200 : 503);
  });
};

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
