// The calls that clients of Traffic Orchestrator make, with the names and shapes that they know: licenses. They stand on the same
// operations as our own calls; what such a client sends, and no more, is enough.
import { z } from '@hono/zod-openapi';
import type { Portal } from '../portal.ts';
import type { By } from '../vendor/change.ts';
import type { LicenseView } from '../vendor/licenses.ts';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { orchestratorAccountCalls } from './orchestrator-account.ts';
import { orchestratorInsightCalls } from './orchestrator-insight.ts';
import { answer, body, DONE, Success } from './schemas.ts';
import { iso } from './validate.ts';
import { idOf, retryable, vendorRoute } from './vendor-route.ts';

const License = z
  .object({
    license_id: z.string(),
    license_key: z
      .string()
      .openapi({ description: 'Whole when it is new, or with the scope license-keys:read; else only its last group' }),
    status: z.enum(['active', 'suspended', 'revoked', 'refunded', 'expired']),
    plan_id: z.string().nullable(),
    product_id: z.string(),
    domains: z.array(z.string()),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
  })
  .openapi('OrchestratorLicense');

const Domain = z.strictObject({ domain: z.string().min(1).max(253) });
const Domains = z.object({ success: z.literal(true), domains: z.array(z.string()) });

const listRoute = vendorRoute('licenses:read', {
  method: 'get',
  path: '/portal/licenses',
  summary: 'List licenses, newest first',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(1000),
      cursor: z.string().max(500).optional(),
    }),
  },
  responses: { 200: answer('Licenses', z.object({ licenses: z.array(License), nextCursor: z.string().optional() })) },
});

const createRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/portal/licenses',
  summary: 'Issue a license',
  request: {
    headers: retryable,
    body: body(
      z.strictObject({
        appName: z.string().min(1).max(200).openapi({ description: 'The id or the name of a product' }),
        domain: z.string().min(1).max(253).optional(),
        planId: z.string().min(1).max(40).optional(),
      }),
    ),
  },
  responses: { 201: answer('The license, with its key this once', License) },
});

const getRoute = vendorRoute('licenses:read', {
  method: 'get',
  path: '/portal/licenses/{id}',
  summary: 'Read a license',
  request: { params: idOf },
  responses: { 200: answer('The license', License) },
});

const patchRoute = vendorRoute('licenses:write', {
  method: 'patch',
  path: '/portal/licenses/{id}',
  summary: 'Suspend or reactivate a license',
  request: { params: idOf, body: body(z.strictObject({ status: z.enum(['active', 'suspended']) })) },
  responses: { 200: answer('Done', Success) },
});

const deleteRoute = vendorRoute('licenses:write', {
  method: 'delete',
  path: '/portal/licenses/{id}',
  summary: 'Revoke a license for good',
  request: { params: idOf },
  responses: { 200: answer('Done', Success) },
});

const addDomainRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/portal/licenses/{id}/domains',
  summary: 'Add a domain',
  request: { params: idOf, headers: retryable, body: body(Domain) },
  responses: { 200: answer('Done', Domains) },
});

const removeDomainRoute = vendorRoute('licenses:write', {
  method: 'delete',
  path: '/portal/licenses/{id}/domains',
  summary: 'Remove a domain; the last one stays',
  request: { params: idOf, body: body(Domain) },
  responses: { 200: answer('Done', Domains) },
});

const rotateRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/portal/licenses/{id}/rotate',
  summary: 'Exchange the license key; the old one opens nothing from now on',
  request: { params: idOf, headers: retryable },
  responses: { 200: answer('The new key, this once', z.object({ newLicense: z.object({ key: z.string() }) })) },
});

const batchRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/portal/licenses/batch',
  summary: 'Suspend, reactivate or extend many licenses, each for itself',
  request: {
    body: body(
      z.strictObject({
        action: z.enum(['suspend', 'activate', 'extend']),
        licenseIds: z.array(z.string().max(100)).min(1).max(500),
        days: z.int().min(1).max(36_600).optional().openapi({ description: 'For `extend`; 30 if absent' }),
      }),
    ),
  },
  responses: {
    200: answer(
      'What became of each',
      z.object({
        action: z.string(),
        processed: z.int(),
        succeeded: z.int(),
        failed: z.int(),
        results: z.array(
          z.object({
            licenseId: z.string(),
            success: z.boolean(),
            error: z.string().optional(),
            code: z.string().optional(),
          }),
        ),
      }),
    ),
  },
});

const Allowlist = z.object({ licenseId: z.string(), allowedIps: z.array(z.string()) });

const getAllowlistRoute = vendorRoute('licenses:read', {
  method: 'get',
  path: '/portal/licenses/{id}/ip-allowlist',
  summary: 'From where programs may ask about a license; empty: from everywhere',
  request: { params: idOf },
  responses: { 200: answer('The list', Allowlist) },
});

const putAllowlistRoute = vendorRoute('licenses:write', {
  method: 'put',
  path: '/portal/licenses/{id}/ip-allowlist',
  summary: 'Replace that list',
  request: { params: idOf, body: body(z.strictObject({ allowedIps: z.array(z.string().max(50)).max(100) })) },
  responses: { 200: answer('Done', z.object({ success: z.literal(true), allowedIps: z.array(z.string()) })) },
});

const DEFAULT_EXTENSION_DAYS = 30;

export const orchestratorCalls: CallGroup = (api, portal) => {
  const { licenses } = portal.office;
  guardOf(api, portal)(
    listRoute,
    createRoute,
    getRoute,
    patchRoute,
    deleteRoute,
    addDomainRoute,
    removeDomainRoute,
    rotateRoute,
    batchRoute,
    getAllowlistRoute,
    putAllowlistRoute,
  );
  // Before /portal/licenses/{id}: "batch" is no license.
  api.openapi(batchRoute, async (c) => {
    const { action, licenseIds, days = DEFAULT_EXTENSION_DAYS } = c.req.valid('json');
    const what =
      action === 'extend' ? { days } : { state: action === 'suspend' ? ('suspended' as const) : ('active' as const) };
    const outcomes = await licenses.changeMany(c.var.by, licenseIds, what);
    const failed = outcomes.filter(({ problem }) => problem).length;
    const results = outcomes.map(({ id, problem }) => ({ licenseId: id, success: !problem, ...problem }));
    return c.json({ action, processed: outcomes.length, succeeded: outcomes.length - failed, failed, results }, 200);
  });
  api.openapi(listRoute, async (c) => {
    const page = unwrap(await licenses.list(c.var.by, c.req.valid('query')));
    const { nextCursor } = page;
    const shown = await withKeys(portal, c.var.by, page.items, c.var.caller.scopes.has('license-keys:read'));
    return c.json({ licenses: shown, ...(nextCursor !== undefined && { nextCursor }) }, 200);
  });
  api.openapi(createRoute, async (c) => {
    const { appName, domain, planId } = c.req.valid('json');
    const domains = domain === undefined ? undefined : [domain];
    const { licenseKey, ...license } = unwrap(
      await licenses.issue(c.var.by, { product: appName, plan: planId, domains }),
    );
    return c.json(asTheirs(license, licenseKey), 201);
  });
  api.openapi(getRoute, async (c) => {
    const license = unwrap(await licenses.get(c.var.by, c.req.valid('param').id));
    const [shown] = await withKeys(portal, c.var.by, [license], c.var.caller.scopes.has('license-keys:read'));
    return c.json(shown ?? asTheirs(license, ''), 200);
  });
  api.openapi(patchRoute, async (c) => {
    const { status: state } = c.req.valid('json');
    unwrap(await licenses.change(c.var.by, c.req.valid('param').id, { state }));
    return c.json(DONE, 200);
  });
  api.openapi(deleteRoute, async (c) => {
    unwrap(await licenses.revoke(c.var.by, c.req.valid('param').id));
    return c.json(DONE, 200);
  });
  api.openapi(addDomainRoute, async (c) => {
    const domains = unwrap(await licenses.addDomain(c.var.by, c.req.valid('param').id, c.req.valid('json').domain));
    return c.json({ ...DONE, domains }, 200);
  });
  api.openapi(removeDomainRoute, async (c) => {
    const domains = unwrap(await licenses.removeDomain(c.var.by, c.req.valid('param').id, c.req.valid('json').domain));
    return c.json({ ...DONE, domains }, 200);
  });
  api.openapi(rotateRoute, async (c) => {
    const { licenseKey: key } = unwrap(await licenses.rotateKey(c.var.by, c.req.valid('param').id));
    return c.json({ newLicense: { key } }, 200);
  });
  api.openapi(getAllowlistRoute, async (c) => {
    const { id } = c.req.valid('param');
    return c.json({ licenseId: id, allowedIps: unwrap(await licenses.addresses(c.var.by, id)) }, 200);
  });
  api.openapi(putAllowlistRoute, async (c) => {
    const { allowedIps } = c.req.valid('json');
    return c.json(
      { ...DONE, allowedIps: unwrap(await licenses.setAddresses(c.var.by, c.req.valid('param').id, allowedIps)) },
      200,
    );
  });
  orchestratorAccountCalls(api, portal);
  orchestratorInsightCalls(api, portal);
};

async function withKeys(portal: Portal, by: By, licenses: readonly LicenseView[], whole: boolean) {
  const keys = unwrap(
    await portal.office.licenses.keys(
      by,
      licenses.map(({ id }) => id),
      whole,
    ),
  );
  return licenses.map((license) => asTheirs(license, keys[license.id] ?? ''));
}

function asTheirs(license: LicenseView, licenseKey: string): z.infer<typeof License> {
  return {
    license_id: license.id,
    license_key: licenseKey,
    status: license.state,
    plan_id: license.plan ?? null,
    product_id: license.productId,
    domains: license.domains,
    created_at: iso(license.createdAt),
    expires_at: license.expiresAt === undefined ? null : iso(license.expiresAt),
  };
}
