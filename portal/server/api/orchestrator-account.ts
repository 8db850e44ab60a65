// The same vendor's clients: API keys, webhooks and their deliveries.
import { z } from '@hono/zod-openapi';
import type { ApiKeyInfo } from '../vendor/api-keys.ts';
import type { DeliveryView } from '../vendor/deliveries.ts';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { answer, body, DONE, Success } from './schemas.ts';
import { iso } from './validate.ts';
import { idOf, retryable, vendorRoute } from './vendor-route.ts';

const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().openapi({ description: 'The part that is no secret, to recognize the key by' }),
    scopes: z.array(z.string()),
    product: z.string().optional().openapi({ description: 'Only what belongs to this product' }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .openapi('ApiKey');

const listKeysRoute = vendorRoute('api-keys:read', {
  method: 'get',
  path: '/portal/api-keys',
  summary: 'List the API keys that work',
  responses: { 200: answer('API keys, without their secrets', z.object({ keys: z.array(ApiKey) })) },
});

const createKeyRoute = vendorRoute('api-keys:write', {
  method: 'post',
  path: '/portal/api-keys',
  summary: 'Make an API key that can do no more than this one',
  request: {
    headers: retryable,
    body: body(
      z.strictObject({
        name: z.string().min(1).max(100),
        scopes: z
          .array(z.string().max(40))
          .min(1)
          .max(40)
          .default(['read'])
          .openapi({ description: 'Scopes, or `read`, `write`, `*` for all of a kind' }),
        product: z.string().max(64).optional(),
        expiresAt: z.int().min(0).optional().openapi({ description: 'Whole seconds since 1970' }),
      }),
    ),
  },
  responses: { 201: answer('The API key, with its secret this once', ApiKey.extend({ key: z.string() })) },
});

const deleteKeyRoute = vendorRoute('api-keys:write', {
  method: 'delete',
  path: '/portal/api-keys/{id}',
  summary: 'Revoke an API key at once',
  request: { params: idOf },
  responses: { 200: answer('Done', Success) },
});

const Config = z.object({
  config_id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  product: z.string().optional(),
  is_active: z.boolean(),
  created_at: z.iso.datetime(),
});

const listWebhooksRoute = vendorRoute('webhooks:read', {
  method: 'get',
  path: '/portal/webhooks',
  summary: 'List the webhooks',
  responses: { 200: answer('Webhooks, without their secrets', z.object({ configs: z.array(Config) })) },
});

const createWebhookRoute = vendorRoute('webhooks:write', {
  method: 'post',
  path: '/portal/webhooks',
  summary: 'Be told of what happens',
  request: {
    headers: retryable,
    body: body(
      z.strictObject({
        url: z.string().min(1).max(2000),
        events: z
          .array(z.string().max(64))
          .min(1)
          .max(50)
          .default(['*'])
          .openapi({ description: 'Acts as the audit log names them, or `*`' }),
      }),
    ),
  },
  responses: {
    201: answer('The webhook, with its secret this once', z.object({ config_id: z.string(), secret: z.string() })),
  },
});

const Delivery = z
  .object({
    delivery_id: z.string(),
    event_type: z.string(),
    status: z.enum(['pending', 'success', 'failed']),
    response_code: z.int().nullable(),
    reason: z.string().nullable().openapi({ description: 'Why the last try brought nothing' }),
    attempt_count: z.int(),
    created_at: z.iso.datetime(),
    completed_at: z.iso.datetime().nullable(),
    webhook_url: z.string(),
  })
  .openapi('OrchestratorDelivery');

const deliveriesRoute = vendorRoute('webhooks:read', {
  method: 'get',
  path: '/portal/webhooks/deliveries',
  summary: 'Messages to webhooks, newest first',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      status: z.enum(['pending', 'success', 'failed']).optional(),
      cursor: z.string().max(500).optional(),
    }),
  },
  responses: {
    200: answer(
      'Deliveries',
      z.object({
        deliveries: z.array(Delivery),
        total: z.int(),
        filters: z.object({ status: z.string(), limit: z.int() }),
        nextCursor: z.string().optional(),
      }),
    ),
  },
});

export const orchestratorAccountCalls: CallGroup = (api, portal) => {
  const { apiKeys, webhooks } = portal.office;
  guardOf(api, portal)(
    listKeysRoute,
    createKeyRoute,
    deleteKeyRoute,
    listWebhooksRoute,
    createWebhookRoute,
    deliveriesRoute,
  );
  api.openapi(listKeysRoute, async (c) => c.json({ keys: unwrap(await apiKeys.list(c.var.by)).map(keyAsTheirs) }, 200));
  api.openapi(createKeyRoute, async (c) => {
    const made = unwrap(await apiKeys.create(c.var.by, c.req.valid('json'), c.var.caller.scopes));
    return c.json({ ...keyAsTheirs(made), key: made.key }, 201);
  });
  api.openapi(deleteKeyRoute, async (c) => {
    unwrap(await apiKeys.revoke(c.var.by, c.req.valid('param').id));
    return c.json(DONE, 200);
  });
  api.openapi(listWebhooksRoute, async (c) => {
    const configs = unwrap(await webhooks.list(c.var.by)).map(({ id, state, createdAt, ...rest }) => ({
      config_id: id,
      is_active: state === 'enabled',
      created_at: iso(createdAt),
      ...rest,
    }));
    return c.json({ configs }, 200);
  });
  api.openapi(createWebhookRoute, async (c) => {
    const { id, secret } = unwrap(await webhooks.add(c.var.by, c.req.valid('json')));
    return c.json({ config_id: id, secret }, 201);
  });
  api.openapi(deliveriesRoute, async (c) => {
    const { limit, status, cursor } = c.req.valid('query');
    const page = unwrap(await webhooks.deliveries(c.var.by, { limit, cursor, state: status }));
    const total = await webhooks.countDeliveries(c.var.by, status);
    const { nextCursor } = page;
    return c.json(
      {
        deliveries: page.items.map(deliveryAsTheirs),
        total,
        filters: { status: status ?? 'all', limit },
        ...(nextCursor !== undefined && { nextCursor }),
      },
      200,
    );
  });
};

function keyAsTheirs({
  id,
  name,
  prefix,
  scopes,
  product,
  createdAt,
  expiresAt,
  lastUsedAt,
}: ApiKeyInfo): z.infer<typeof ApiKey> {
  return {
    id,
    name,
    prefix,
    scopes,
    ...(product !== undefined && { product }),
    created_at: iso(createdAt),
    expires_at: isoOrNull(expiresAt),
    last_used_at: isoOrNull(lastUsedAt),
  };
}

function deliveryAsTheirs(delivery: DeliveryView): z.infer<typeof Delivery> {
  return {
    delivery_id: delivery.id,
    event_type: delivery.event,
    status: delivery.state,
    response_code: delivery.responseCode ?? null,
    reason: delivery.reason ?? null,
    attempt_count: delivery.attempts,
    created_at: iso(delivery.createdAt),
    completed_at: isoOrNull(delivery.completedAt),
    webhook_url: delivery.url,
  };
}

function isoOrNull(seconds: number | undefined): string | null {
  return seconds === undefined ? null : iso(seconds);
}
