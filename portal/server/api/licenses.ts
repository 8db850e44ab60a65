// Licenses, as this portal names them.
import { z } from '@hono/zod-openapi';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { answer, body, seconds } from './schemas.ts';
import { Features, features, idOf, pageQuery, retryable, vendorRoute } from './vendor-route.ts';

const License = z
  .object({
    id: z.string(),
    productId: z.string(),
    state: z.enum(['active', 'suspended', 'revoked', 'refunded', 'expired']),
    seats: z.object({ used: z.int(), total: z.int() }),
    plan: z.string().optional(),
    customerId: z.string().optional(),
    expiresAt: seconds.optional().openapi({ description: 'Exclusive; absent: no end, or its term has not begun' }),
    termSeconds: z.int().optional().openapi({ description: 'With which its first activation begins' }),
    features: Features,
    domains: z.array(z.string()),
    createdAt: seconds,
  })
  .openapi('License');

const MOST_ACCOUNTS = 50;

const own = {
  plan: z.string().min(1).max(40),
  customerId: z.string().min(1).max(64),
  seats: z.int().min(1).max(100_000),
  expiresAt: seconds,
  features,
  domains: z.array(z.string().min(1).max(253)).max(64),
};

const listRoute = vendorRoute('licenses:read', {
  method: 'get',
  path: '/licenses',
  summary: 'List licenses, newest first',
  request: {
    query: pageQuery.extend({
      product: z.string().max(64).optional(),
      customer: z.string().max(64).optional(),
      state: z.enum(['active', 'suspended', 'revoked', 'refunded', 'expired']).optional(),
      search: z
        .string()
        .max(200)
        .optional()
        .openapi({ description: 'A license id, or a part of a customer’s id, name or e-mail address, or of a plan' }),
      endsBefore: z.coerce
        .number()
        .int()
        .min(0)
        .optional()
        .openapi({ description: 'Only those that end before this moment and have not ended' }),
    }),
  },
  responses: { 200: answer('A page', z.object({ items: z.array(License), nextCursor: z.string().optional() })) },
});

const issueRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/licenses',
  summary: 'Issue a license',
  request: {
    headers: retryable,
    body: body(
      z
        .strictObject({
          ...z.object(own).partial().shape,
          product: z.string().min(1).max(64),
          accountEmail: z.string().max(254).optional().openapi({
            description: 'Who signs in to the portal with this address has the license, also without its key',
          }),
        })
        .openapi('NewLicense'),
    ),
  },
  responses: { 201: answer('The license, with its key this once', License.extend({ licenseKey: z.string() })) },
});

const getRoute = vendorRoute('licenses:read', {
  method: 'get',
  path: '/licenses/{id}',
  summary: 'Read a license',
  request: { params: idOf },
  responses: { 200: answer('The license', License) },
});

const changeRoute = vendorRoute('licenses:write', {
  method: 'patch',
  path: '/licenses/{id}',
  summary: 'Change a license; null takes away what is its own',
  request: {
    params: idOf,
    body: body(
      z
        .strictObject({
          state: z.enum(['active', 'suspended']).optional(),
          plan: own.plan.nullable().optional(),
          customerId: own.customerId.nullable().optional().openapi({
            description: 'Transfers it to a customer that exists; the accounts of the customer before lose it',
          }),
          accounts: z.array(z.string().max(254)).max(MOST_ACCOUNTS).optional().openapi({
            description: 'E-mail addresses of the accounts that hold it from now on: these and no other',
          }),
          seats: own.seats.optional(),
          expiresAt: own.expiresAt.nullable().optional(),
          features: own.features.nullable().optional(),
          domains: own.domains.nullable().optional(),
        })
        .openapi('LicenseChange'),
    ),
  },
  responses: { 200: answer('The license as it is now', License) },
});

const revokeRoute = vendorRoute('licenses:write', {
  method: 'delete',
  path: '/licenses/{id}',
  summary: 'Revoke a license for good',
  request: { params: idOf },
  responses: { 200: answer('The license as it is now', License) },
});

const extendRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/licenses/{id}/extend',
  summary: 'Move the end; a license that has ended is extended from now on',
  request: { params: idOf, headers: retryable, body: body(z.strictObject({ days: z.int().min(1).max(36_600) })) },
  responses: { 200: answer('The license as it is now', License) },
});

const Key = z.object({ licenseKey: z.string() });

const keyRoute = vendorRoute('license-keys:read', {
  method: 'get',
  path: '/licenses/{id}/key',
  summary: 'See the license key; this is noted in the audit log',
  request: { params: idOf },
  responses: { 200: answer('The key', Key) },
});

const rotateRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/licenses/{id}/rotate',
  summary: 'Exchange the license key; the old one opens nothing from now on',
  request: { params: idOf, headers: retryable },
  responses: { 200: answer('The new key, this once', Key) },
});

const jwtRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/licenses/{id}/jwt',
  summary: 'Make the JWT form of a license, for backends that already speak JWT',
  request: {
    params: idOf,
    headers: retryable,
    body: body(
      z.strictObject({
        seconds: z
          .int()
          .min(1)
          .max(366 * 86_400)
          .optional()
          .openapi({ description: 'How long it is good; at most as long as its license' }),
        issuer: z.string().min(1).max(200).optional(),
        audience: z.string().min(1).max(200).optional(),
      }),
    ),
  },
  responses: {
    200: answer('The JWT', z.object({ jwt: z.string(), kid: z.string(), issuedAt: seconds, expiresAt: seconds })),
  },
});

export const licenseCalls: CallGroup = (api, portal) => {
  const { licenses } = portal.office;
  guardOf(api, portal)(
    listRoute,
    issueRoute,
    getRoute,
    changeRoute,
    revokeRoute,
    extendRoute,
    keyRoute,
    rotateRoute,
    jwtRoute,
  );
  api.openapi(listRoute, async (c) => c.json(unwrap(await licenses.list(c.var.by, c.req.valid('query'))), 200));
  api.openapi(issueRoute, async (c) => c.json(unwrap(await licenses.issue(c.var.by, c.req.valid('json'))), 201));
  api.openapi(getRoute, async (c) => c.json(unwrap(await licenses.get(c.var.by, c.req.valid('param').id)), 200));
  api.openapi(changeRoute, async (c) => {
    return c.json(unwrap(await licenses.change(c.var.by, c.req.valid('param').id, c.req.valid('json'))), 200);
  });
  api.openapi(revokeRoute, async (c) => c.json(unwrap(await licenses.revoke(c.var.by, c.req.valid('param').id)), 200));
  api.openapi(extendRoute, async (c) => {
    return c.json(unwrap(await licenses.extend(c.var.by, c.req.valid('param').id, c.req.valid('json').days)), 200);
  });
  api.openapi(keyRoute, async (c) => c.json(unwrap(await licenses.showKey(c.var.by, c.req.valid('param').id)), 200));
  api.openapi(rotateRoute, async (c) =>
    c.json(unwrap(await licenses.rotateKey(c.var.by, c.req.valid('param').id)), 200),
  );
  api.openapi(jwtRoute, async (c) => {
    return c.json(unwrap(await licenses.issueJwt(c.var.by, c.req.valid('param').id, c.req.valid('json'))), 200);
  });
};
