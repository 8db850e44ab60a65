// Numbers for a monitoring system, for who has an API key with statistics:read.
import { z } from '@hono/zod-openapi';
import { guardOf } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { vendorRoute } from './vendor-route.ts';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const metricsRoute = vendorRoute('statistics:read', {
  method: 'get',
  path: '/metrics',
  summary: 'Numbers for a monitoring system, as OpenMetrics',
  responses: {
    200: { description: 'OpenMetrics 1.0 text', content: { 'application/openmetrics-text': { schema: z.string() } } },
  },
});

export const metricsCalls: CallGroup = (api, portal) => {
  guardOf(api, portal)(metricsRoute);
  api.openapi(metricsRoute, async (c) =>
    c.body(await portal.office.metricsText(), 200, { 'Content-Type': OPEN_METRICS }),
  );
};
