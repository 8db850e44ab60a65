// Every group of calls. To add one: a file beside this one, and a line here.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Portal } from '../portal.ts';
import { activationCalls } from './activations.ts';
import { serviceCalls } from './service.ts';

/** What the server tells about the connection. */
export interface ApiBindings {
  address?: string | undefined;
}

export type Api = OpenAPIHono<{ Bindings: ApiBindings }>;

/** Adds its calls; paths are below /api/v1. */
export type CallGroup = (api: Api, portal: Portal) => void;

export const GROUPS: readonly CallGroup[] = [activationCalls, serviceCalls];
