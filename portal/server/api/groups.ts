// Every group of calls. To add one: a file beside this one, and a line here.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Portal } from '../portal.ts';
import type { ApiCaller } from '../vendor/api-keys.ts';
import type { By } from '../vendor/change.ts';
import { activationCalls } from './activations.ts';
import { catalogCalls } from './catalog.ts';
import { licenseCalls } from './licenses.ts';
import { machineCalls } from './machines.ts';
import { metricsCalls } from './metrics.ts';
import { orchestratorCalls } from './orchestrator.ts';
import { serviceCalls } from './service.ts';
import { validationCalls } from './validate.ts';
import { webhookCalls } from './webhooks.ts';

/** What the server tells about the connection. */
export interface ApiBindings {
  address?: string | undefined;
}

/** Who asks, in the calls of the vendor's side. */
export interface ApiVariables {
  caller: ApiCaller;
  by: By;
}

export type Api = OpenAPIHono<{ Bindings: ApiBindings; Variables: ApiVariables }>;

/** Adds its calls; paths are below /api/v1. */
export type CallGroup = (api: Api, portal: Portal) => void;

export const GROUPS: readonly CallGroup[] = [
  activationCalls,
  validationCalls,
  serviceCalls,
  licenseCalls,
  catalogCalls,
  webhookCalls,
  machineCalls,
  metricsCalls,
  orchestratorCalls,
];
