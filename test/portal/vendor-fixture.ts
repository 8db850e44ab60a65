// A portal that is really served, an API key with every scope, and calls to it.
import { onTestFinished } from 'vitest';
import { serve } from '../../portal/serve.ts';
import type { By } from '../../portal/server/vendor/change.ts';
import type { NewLicense, NewProduct } from '../../portal/server/vendor.ts';
import { type Fixture, openFixture } from './fixture.ts';

export const OWNER: By = { actor: { kind: 'user', id: 'owner', address: '192.0.2.1' } };

export interface VendorFixture extends Fixture {
  /** With /api/v1. */
  url: string;
  /** With every scope. */
  apiKey: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    more?: { key?: string | undefined; headers?: Record<string, string> },
  ): Promise<Answered>;
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

export async function openVendorFixture(
  product: Partial<NewProduct> = {},
  license: Partial<NewLicense> = {},
): Promise<VendorFixture> {
  const fixture = await openFixture(product, license);
  const { port, stop } = await serveFixture(fixture);
  onTestFinished(stop);
  const url = `http://127.0.0.1:${port}/api/v1`;
  const apiKey = await makeKey(fixture, ['*']);
  return {
    ...fixture,
    url,
    apiKey,
    call: (method, path, body, more = {}) => call(url, method, path, body, { key: apiKey, ...more }),
  };
}

/** An API key with these scopes, for one product if it is named. */
export async function makeKey(
  { portal }: Pick<Fixture, 'portal'>,
  scopes: string[],
  product?: string,
): Promise<string> {
  const made = await portal.office.apiKeys.create(OWNER, { name: 'test', scopes, product });
  if (!made.ok) throw new Error(made.problem.error);
  return made.value.key;
}

export async function serveFixture({ portal, events }: Fixture): Promise<{ port: number; stop: () => Promise<void> }> {
  const { port, stop } = await serve({
    portal: { ...portal, close: async () => {} },
    host: '127.0.0.1',
    port: 0,
    report: (event) => events.push(event),
  });
  return { port, stop };
}

async function call(
  url: string,
  method: string,
  path: string,
  body: unknown,
  { key, headers = {} }: { key?: string | undefined; headers?: Record<string, string> },
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, json };
}
