// What the pages refuse, and what every answer carries.
import { expect, test } from '@playwright/test';
import { address, fingerprint, licenseKey } from './portal.ts';

const form = { licenseKey, machine: fingerprint, label: '', attempt: 'safety' };

test.describe('D1 a form from elsewhere is refused', () => {
  for (const [name, headers] of Object.entries({
    'another origin': { Origin: 'https://elsewhere.example' },
    'no origin': {},
    'an origin that is hidden': { Origin: 'null' },
    'the right origin in a request that says it is cross-site': { Origin: address, 'Sec-Fetch-Site': 'cross-site' },
    'a host that only begins alike': { Origin: `${address}.elsewhere.example` },
  })) {
    for (const path of ['/', '/check', '/license-file']) {
      test(`${name}, ${path}`, async ({ request }) => {
        const answer = await request.post(address + path, { form, headers });
        expect(answer.status()).toBe(403);
        expect(await answer.text()).toContain('This form came from another site');
        expect(answer.headers()['content-security-policy']).toContain("default-src 'none'");
      });
    }
  }

  test('also as JSON and as plain text', async ({ request }) => {
    for (const type of ['application/json', 'text/plain']) {
      const headers = { Origin: 'https://elsewhere.example', 'Content-Type': type };
      const answer = await request.post(`${address}/`, { data: JSON.stringify(form), headers });
      expect(answer.status()).toBe(403);
    }
  });

  test('but a form from here is taken', async ({ request }) => {
    const answer = await request.post(`${address}/`, { multipart: form, headers: { Origin: address } });
    expect(answer.status()).toBe(200);
    expect(await answer.text()).toContain('Your activation code');
  });
});

test('every page forbids inline code, frames, caching and indexing', async ({ request }) => {
  for (const path of ['/', '/check', '/help', '/nowhere']) {
    const headers = (await request.get(address + path)).headers();
    expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain("'unsafe-");
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toContain('noindex');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  }
});

test('D12 a hostile name of a machine stays inside the name of the file', async ({ request }) => {
  const page = await request.post(`${address}/`, { multipart: form, headers: { Origin: address } });
  const code = /name="code" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const label = '../"a";\r\nSet-Cookie: b=c\r\n\u202e名';
  const answer = await request.post(`${address}/license-file`, { form: { code, label }, headers: { Origin: address } });
  expect(answer.headers()['set-cookie']).toBeUndefined();
  expect(answer.headers()['content-disposition']).toMatch(
    /^attachment; filename="[\w .-]+\.lic"; filename\*=UTF-8''[\w.%-]+\.lic$/,
  );
  expect(answer.headers()['content-disposition']).not.toContain('/');
});

test('D18 markup in what was typed comes back as text', async ({ page }) => {
  const markup = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  await page.goto(`${address}/`);
  for (const name of ['License key', 'What the machine shows', 'Name of the machine'])
    await page.getByLabel(name).fill(markup);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.getByLabel('License key')).toHaveValue(markup);
  await expect(page.getByLabel('What the machine shows')).toHaveValue(markup);
  expect(await page.locator('img').count()).toBe(0);
});
