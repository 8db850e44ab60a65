// The same vendor's clients: numbers, the audit log, and its export. What this portal does not measure is null, never invented.
import { z } from '@hono/zod-openapi';
import { auditCsv, entryAnswer } from '../audit/file.ts';
import { type AuditEntry, readable } from '../audit/log.ts';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { CallRefused, malformedBody } from './problem.ts';
import { answer } from './schemas.ts';
import { iso } from './validate.ts';
import { vendorRoute } from './vendor-route.ts';

const days = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
const EXPORTED = 10_000;
const SINCE_DEFAULT_SECONDS = 30 * 86_400;

const Usage = z.object({
  validationsToday: z.int(),
  validationsMonth: z.int(),
  monthlyLimit: z.int().nullable().openapi({ description: 'Always null: there is no such limit' }),
  activeLicenses: z.int(),
  activeDomains: z.int(),
});

const statsRoute = vendorRoute('statistics:read', {
  method: 'get',
  path: '/portal/stats',
  summary: 'How much is used',
  responses: { 200: answer('Counts', Usage.openapi('OrchestratorUsage')) },
});

const DayCount = z.object({ date: z.string(), count: z.int() });
const Courses = z.object({
  period: z.object({ days: z.int(), since: z.iso.datetime() }),
  validations: z.array(DayCount.extend({ outcome: z.string() })),
  activations: z.array(DayCount),
  lapses: z.array(DayCount),
  endings: z.array(DayCount),
});

const analyticsRoute = vendorRoute('statistics:read', {
  method: 'get',
  path: '/portal/analytics',
  summary: 'What happened by day, and what ends when',
  request: { query: days },
  responses: { 200: answer('Courses', Courses.openapi('OrchestratorAnalytics')) },
});

const unmeasured = z.null().openapi({ description: 'Not measured here', type: 'null' });
const slaRoute = vendorRoute('statistics:read', {
  method: 'get',
  path: '/portal/sla',
  summary: 'What the portal measured about its own answers; what it does not measure is null',
  request: { query: days },
  responses: {
    200: answer(
      'Measurements',
      z.object({
        period: z.object({ days: z.int(), since: z.iso.datetime() }),
        uptime: z.object({ percentage: unmeasured, healthChecks: unmeasured, healthyChecks: unmeasured }),
        latency: z.object({ avgMs: z.number().nullable(), minMs: z.number().nullable(), maxMs: z.number().nullable() }),
        errorRate: z.object({ percentage: z.number().nullable(), totalRequests: z.int(), errorCount: z.int() }),
        sla: z.object({
          target: unmeasured,
          current: unmeasured,
          compliant: unmeasured,
          status: z.literal('not-measured'),
        }),
      }),
    ),
  },
});

const dashboardRoute = vendorRoute('statistics:read', {
  method: 'get',
  path: '/portal/dashboard',
  summary: 'Everything at a glance',
  responses: {
    200: answer(
      'The overview',
      z.object({
        licenses: z.object({
          total: z.int(),
          active: z.int(),
          expired: z.int(),
          suspended: z.int(),
          refunded: z.int(),
          revoked: z.int(),
        }),
        seats: z.object({ used: z.int(), total: z.int() }),
        usage: Usage,
        ending: z.object({ days7: z.int(), days30: z.int(), days90: z.int() }),
        subscription: z.null().openapi({ description: 'A portal of your own has none', type: 'null' }),
      }),
    ),
  },
});

const Entry = z
  .object({
    id: z.string(),
    sequence: z.int(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.string(), id: z.string().optional(), address: z.string().optional() }),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string() }).optional(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    hash: z.string(),
  })
  .openapi('AuditEntry');

const auditRoute = vendorRoute('audit:read', {
  method: 'get',
  path: '/portal/audit',
  summary: 'The audit log, newest first',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(100),
      before: z.coerce.number().int().min(1).optional().openapi({ description: 'Only entries with a lower sequence' }),
      action: z.string().max(64).optional(),
    }),
  },
  responses: { 200: answer('Entries', z.object({ logs: z.array(Entry) })) },
});

const exportRoute = vendorRoute('audit:read', {
  method: 'get',
  path: '/portal/audit-logs/export',
  summary: 'The audit log, oldest first. As CSV to who accepts text/csv; to others a CSV stands inside of the JSON',
  request: {
    query: z.object({
      format: z.enum(['json', 'csv']).default('json'),
      since: z.string().max(40).optional().openapi({ description: 'ISO 8601; 30 days ago if absent' }),
    }),
  },
  responses: {
    200: {
      description: 'At most 10,000 entries',
      content: {
        'application/json': {
          schema: z.object({
            exported: z.int(),
            since: z.iso.datetime(),
            logs: z.array(Entry),
            csv: z.string().optional(),
            more: z.boolean().openapi({ description: 'There are more entries than were exported' }),
          }),
        },
        'text/csv': { schema: z.string() },
      },
    },
  },
});

export const orchestratorInsightCalls: CallGroup = (api, portal) => {
  const { statistics, audit } = portal.office;
  guardOf(api, portal)(statsRoute, analyticsRoute, slaRoute, dashboardRoute, auditRoute, exportRoute);
  api.openapi(statsRoute, async (c) =>
    c.json({ ...unwrap(await statistics.usage(c.var.by)), monthlyLimit: null }, 200),
  );
  api.openapi(analyticsRoute, async (c) => {
    const {
      days,
      sinceSeconds,
      beganSeconds: _,
      ...courses
    } = unwrap(await statistics.courses(c.var.by, c.req.valid('query').days));
    return c.json({ period: { days, since: iso(sinceSeconds) }, ...courses }, 200);
  });
  api.openapi(slaRoute, async (c) => {
    const { days, sinceSeconds, requests, errors, latency } = unwrap(
      await statistics.service(c.req.valid('query').days),
    );
    return c.json(
      {
        period: { days, since: iso(sinceSeconds) },
        uptime: { percentage: null, healthChecks: null, healthyChecks: null },
        latency: {
          avgMs: latency?.averageMilliseconds ?? null,
          minMs: latency?.minMilliseconds ?? null,
          maxMs: latency?.maxMilliseconds ?? null,
        },
        errorRate: {
          percentage: requests === 0 ? null : (100 * errors) / requests,
          totalRequests: requests,
          errorCount: errors,
        },
        sla: { target: null, current: null, compliant: null, status: 'not-measured' as const },
      },
      200,
    );
  });
  api.openapi(dashboardRoute, async (c) => {
    const { usage, ...overview } = unwrap(await statistics.overview(c.var.by));
    return c.json({ ...overview, usage: { ...usage, monthlyLimit: null }, subscription: null }, 200);
  });
  api.openapi(auditRoute, async (c) => {
    const logs = unwrap(await audit.list(c.var.by, c.req.valid('query'))).map(entryAnswer);
    return c.json({ logs }, 200);
  });
  api.openapi(exportRoute, async (c) => {
    const { format, since } = c.req.valid('query');
    const sinceSeconds = since === undefined ? portal.office.nowSeconds() - SINCE_DEFAULT_SECONDS : readTime(since);
    unwrap(await audit.head(c.var.by));
    const entries: AuditEntry[] = [];
    for await (const row of audit.everything(c.var.by, sinceSeconds)) {
      if (entries.push(readable(row)) > EXPORTED) break;
    }
    const logs = entries.slice(0, EXPORTED).map(entryAnswer);
    const csv = format === 'csv' ? auditCsv(logs) : undefined;
    if (csv !== undefined && (c.req.header('accept') ?? '').includes('text/csv')) {
      c.header('Content-Disposition', 'attachment; filename="audit-log.csv"');
      return c.body(csv, 200, { 'Content-Type': 'text/csv; charset=utf-8' });
    }
    const more = entries.length > EXPORTED;
    return c.json(
      { exported: logs.length, since: iso(sinceSeconds), logs, ...(csv !== undefined && { csv }), more },
      200,
    );
  });
};

function readTime(text: string): number {
  const milliseconds = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (milliseconds >= 0 && milliseconds < 253_402_300_800_000) return Math.floor(milliseconds / 1000);
  throw new CallRefused({
    ...malformedBody('The time is written as 2027-01-31 or 2027-01-31T12:00:00Z.'),
    field: 'since',
  });
}
