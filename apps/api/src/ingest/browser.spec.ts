import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../../../../test/harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

const site = 'https://shop.example';

describe('a browser of another site', () => {
  test.each(['/v1/t', '/v1/b', '/segment/events', '/v1/projects/key/settings', '/v1/nothing'])(
    'may call %s',
    async (path) => {
      const response = await fetch(server.origin + path, {
        method: 'OPTIONS',
        headers: {
          origin: site,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,x-retry-count',
        },
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe(site);
      expect(response.headers.get('access-control-allow-credentials')).toBe('true');
      expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS');
      expect(response.headers.get('access-control-allow-headers')!.toLowerCase().split(', ')).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'x-retry-count', 'x-write-key']),
      );
      expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(0);
      expect(response.headers.get('vary')).toContain('Origin');
    },
  );

  test.each([
    { name: 'a call that is stored', body: { userId: 'u1', event: 'Sent', writeKey: testKey }, status: 200 },
    { name: 'a call that is dropped', body: { event: 'Sent', writeKey: testKey }, status: 400 },
    { name: 'a call without a key', body: {}, status: 401 },
  ])('may read the answer to $name', async ({ body, status }) => {
    const response = await fetch(`${server.origin}/v1/t`, {
      method: 'POST',
      headers: { origin: site, 'content-type': 'text/plain' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(site);
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After, X-RateLimit-Reset');
  });

  test.each(['/api/features', '/metrics', '/openapi.json', '/health/ready'])(
    'may not read %s',
    async (path) => {
      for (const method of ['OPTIONS', 'GET']) {
        const response = await fetch(server.origin + path, {
          method,
          headers: {
            origin: site,
            'access-control-request-method': 'GET',
            authorization: `Bearer ${testKey}`,
          },
        });
        await response.text();
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );
});

describe('the settings of the browser library', () => {
  const settings = async (key: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.origin}/v1/projects/${key}/settings`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const segment = (apiHost: string, protocol: string) => ({
    integrations: { 'Segment.io': { apiKey: testKey, apiHost, protocol } },
  });

  test('send its calls to this server', async () => {
    const { status, body } = await settings(testKey);
    expect(status).toBe(200);
    expect(body).toMatchObject(segment(`${new URL(server.origin).host}/v1`, 'http'));
  });

  test('name the address that a proxy was asked for', async () => {
    const headers = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'kana.example' };
    expect((await settings(testKey, headers)).body).toMatchObject(segment('kana.example/v1', 'https'));
  });

  test('are not there for an unknown key', async () => {
    expect(await settings('nobody')).toMatchObject({ status: 401, body: { success: false } });
  });
});

test('metrics of the browser library about itself are taken and read by nobody', async () => {
  const response = await fetch(`${server.origin}/v1/m`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: '{"series":[]}',
  });
  expect({ status: response.status, body: await response.json() }).toEqual({
    status: 200,
    body: { success: true },
  });
});
