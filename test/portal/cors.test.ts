// Which web pages may ask the portal. Credentials are never allowed, so the answer only says who may read.
import { expect, test } from 'vitest';
import { createApi } from '../../portal/server/api/api.ts';
import { openFixture } from './fixture.ts';
import { onEachStore } from './stores.ts';

async function preflight(domains: string[], origin: string, path = '/activations') {
  const { portal } = await openFixture({ domains });
  const response = await createApi(portal, () => {}).request(`/api/v1${path}`, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    },
  });
  return { status: response.status, headers: response.headers };
}

onEachStore(() => {
  test.each([
    [['app.example.com'], 'https://app.example.com'],
    [['app.example.com'], 'https://app.example.com:8443'],
    [['localhost'], 'http://localhost:4400'],
    [['*.example.com'], 'https://field.example.com'],
  ])('pages on a domain of a product may ask: %s, %s', async (domains, origin) => {
    const { status, headers } = await preflight(domains, origin);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-methods')).toBe('GET,POST');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
    expect(headers.get('access-control-max-age')).toBe('86400');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test.each([
    [['app.example.com'], 'https://app.example.com.evil.org'],
    [['app.example.com'], 'https://evil.example.com'],
    [['*.example.com'], 'https://example.com'],
    [['*.example.com'], 'https://a.b.example.com'],
    [['app.example.com'], 'null'],
    [[], 'https://app.example.com'],
  ])('others may not: %s, %s', async (domains, origin) => {
    const { headers } = await preflight(domains, origin);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('the vendor\u2019s calls are open to no page', async () => {
  const { headers } = await preflight(['app.example.com'], 'https://app.example.com', '/portal/licenses');
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('a page can read an answer, and how long it has to wait', async () => {
  const { portal } = await openFixture({ domains: ['app.example.com'] });
  const response = await createApi(portal, () => {}).request('/api/v1/activations', {
    method: 'POST',
    headers: { Origin: 'https://app.example.com', 'Content-Type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(400);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
});
