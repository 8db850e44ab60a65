// Machines across licenses, and licenses as tables.
import { z } from '@hono/zod-openapi';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { answer, body, seconds } from './schemas.ts';
import { idOf, pageQuery, retryable, vendorRoute } from './vendor-route.ts';

const Machine = z
  .object({
    activationId: z.string(),
    licenseId: z.string(),
    productId: z.string(),
    customerId: z.string().optional(),
    label: z.string(),
    state: z.enum(['active', 'given-back', 'replaced', 'lapsed']),
    via: z.enum(['request', 'fingerprint', 'online', 'browser']),
    since: seconds,
    endedAt: seconds.optional(),
    issuedAt: seconds,
    expiresAt: seconds.optional(),
    refreshAt: seconds.optional(),
    checkInBy: seconds.optional(),
    lastSeenAt: seconds,
    releasable: z.boolean(),
    undoable: z.boolean(),
    correctableUntil: seconds.optional(),
  })
  .openapi('Machine');

const listRoute = vendorRoute('machines:read', {
  method: 'get',
  path: '/machines',
  summary: 'List machines, newest first',
  request: {
    query: pageQuery.extend({
      license: z.string().max(100).optional(),
      state: z.enum(['active', 'given-back', 'replaced', 'lapsed']).optional(),
      search: z.string().max(200).optional().openapi({ description: 'A part of a label, or an activation id' }),
    }),
  },
  responses: { 200: answer('A page', z.object({ items: z.array(Machine), nextCursor: z.string().optional() })) },
});

const getRoute = vendorRoute('machines:read', {
  method: 'get',
  path: '/machines/{id}',
  summary: 'Read a machine, by its activation id',
  request: { params: idOf },
  responses: { 200: answer('The machine', Machine) },
});

const freeRoute = vendorRoute('machines:write', {
  method: 'delete',
  path: '/machines/{id}',
  summary: 'Free the seat of a machine; it keeps its code until it asks next or the code ends',
  request: { params: idOf },
  responses: { 200: answer('The machine as it is now', Machine) },
});

const importRoute = vendorRoute('licenses:write', {
  method: 'post',
  path: '/license-imports',
  summary: 'Issue many licenses from a CSV: all rows or none',
  request: {
    headers: retryable,
    body: body(
      z.strictObject({
        csv: z
          .string()
          .max(120_000)
          .openapi({ description: 'Columns: product, and customer, plan, seats, ends, key where you have them' }),
        preview: z.boolean().default(true).openapi({ description: 'Only say what would come of it' }),
      }),
    ),
  },
  responses: {
    200: answer(
      'What came of each row, or would',
      z.object({
        rows: z.array(
          z.object({
            line: z.int(),
            license: z
              .object({
                id: z.string().optional(),
                product: z.string(),
                customer: z.string().optional(),
                plan: z.string().optional(),
                seats: z.int(),
                expiresAt: seconds.optional(),
                /** Its key stands in the table. */
                ownKey: z.boolean(),
                licenseKey: z.string().optional(),
              })
              .optional(),
            problem: z.object({ code: z.string(), error: z.string() }).optional(),
          }),
        ),
        good: z.int(),
        bad: z.int(),
        kept: z.boolean(),
      }),
    ),
  },
});

const exportRoute = vendorRoute('licenses:read', {
  method: 'get',
  path: '/license-exports',
  summary: 'All licenses as one table, without their keys',
  request: { query: z.object({ format: z.enum(['csv', 'json']).default('csv') }) },
  responses: {
    200: {
      description: 'The table',
      content: { 'text/csv': { schema: z.string() }, 'application/json': { schema: z.array(z.object({}).loose()) } },
    },
  },
});

export const machineCalls: CallGroup = (api, portal) => {
  const { machines, licenses } = portal.office;
  guardOf(api, portal)(listRoute, getRoute, freeRoute, importRoute, exportRoute);
  api.openapi(listRoute, async (c) => c.json(unwrap(await machines.list(c.var.by, c.req.valid('query'))), 200));
  api.openapi(getRoute, async (c) => c.json(unwrap(await machines.get(c.var.by, c.req.valid('param').id)), 200));
  api.openapi(freeRoute, async (c) => c.json(unwrap(await machines.free(c.var.by, c.req.valid('param').id)), 200));
  api.openapi(importRoute, async (c) => c.json(unwrap(await licenses.import(c.var.by, c.req.valid('json'))), 200));
  api.openapi(exportRoute, async (c) => {
    const { format } = c.req.valid('query');
    const table = unwrap(await licenses.export(c.var.by, format));
    c.header('Content-Disposition', `attachment; filename="licenses.${format}"`);
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json';
    return c.body(table, 200, { 'Content-Type': type });
  });
};
