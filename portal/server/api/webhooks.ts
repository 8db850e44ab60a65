// What can be done with a webhook once it is there; adding and listing them is in orchestrator-account.ts.
import { z } from '@hono/zod-openapi';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { answer, body, DONE, Success, seconds } from './schemas.ts';
import { idOf, retryable, vendorRoute } from './vendor-route.ts';

const Webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    product: z.string().optional(),
    state: z.enum(['enabled', 'disabled']),
    createdAt: seconds,
  })
  .openapi('Webhook');

const changeRoute = vendorRoute('webhooks:write', {
  method: 'patch',
  path: '/webhooks/{id}',
  summary: 'Change a webhook, or switch it off and on',
  request: {
    params: idOf,
    body: body(
      z.strictObject({
        url: z.string().min(1).max(2000).optional(),
        events: z.array(z.string().max(64)).min(1).max(50).optional(),
        state: z.enum(['enabled', 'disabled']).optional(),
      }),
    ),
  },
  responses: { 200: answer('The webhook as it is now', Webhook) },
});

const removeRoute = vendorRoute('webhooks:write', {
  method: 'delete',
  path: '/webhooks/{id}',
  summary: 'Remove a webhook; what was queued for it is not sent',
  request: { params: idOf },
  responses: { 200: answer('Done', Success) },
});

const rotateRoute = vendorRoute('webhooks:write', {
  method: 'post',
  path: '/webhooks/{id}/rotate-secret',
  summary: 'Exchange the secret; for a day messages are signed with both',
  request: { params: idOf, headers: retryable },
  responses: { 200: answer('The new secret, this once', z.object({ secret: z.string(), oldSecretUntil: seconds })) },
});

const testRoute = vendorRoute('webhooks:write', {
  method: 'post',
  path: '/webhooks/{id}/test',
  summary: 'Send a message that says only that it is a test',
  request: { params: idOf, headers: retryable },
  responses: { 200: answer('It is queued', Success) },
});

const resendRoute = vendorRoute('webhooks:write', {
  method: 'post',
  path: '/webhook-deliveries/{id}/resend',
  summary: 'Send a message again, under the same id',
  request: { params: idOf, headers: retryable },
  responses: { 200: answer('It is queued', Success) },
});

export const webhookCalls: CallGroup = (api, portal) => {
  const { webhooks } = portal.office;
  guardOf(api, portal)(changeRoute, removeRoute, rotateRoute, testRoute, resendRoute);
  api.openapi(changeRoute, async (c) => {
    return c.json(unwrap(await webhooks.change(c.var.by, c.req.valid('param').id, c.req.valid('json'))), 200);
  });
  api.openapi(removeRoute, async (c) => {
    unwrap(await webhooks.remove(c.var.by, c.req.valid('param').id));
    return c.json(DONE, 200);
  });
  api.openapi(rotateRoute, async (c) =>
    c.json(unwrap(await webhooks.rotateSecret(c.var.by, c.req.valid('param').id)), 200),
  );
  api.openapi(testRoute, async (c) => {
    unwrap(await webhooks.test(c.var.by, c.req.valid('param').id));
    return c.json(DONE, 200);
  });
  api.openapi(resendRoute, async (c) => {
    unwrap(await webhooks.resend(c.var.by, c.req.valid('param').id));
    return c.json(DONE, 200);
  });
};
