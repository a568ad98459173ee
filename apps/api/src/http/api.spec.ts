import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../../../../test/harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

async function get(path: string, key?: string) {
  const response = await fetch(server.origin + path, {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('an error of /api is problem+json', () => {
  test.each([
    { name: 'no such route', path: '/api/nothing', status: 404, code: 'no_such_route' },
    { name: 'no such feature', path: '/api/features/nothing', status: 404, code: 'feature_not_found' },
    { name: 'no path at all', path: '/api/%zz', status: 400, code: 'bad_request' },
    {
      name: 'a path too long',
      path: `/api/features/${'x'.repeat(3_000)}`,
      status: 414,
      code: 'path_too_long',
    },
    { name: 'an unknown parameter', path: '/api/features?colour=red', status: 400, code: 'invalid_input' },
  ])('$name', async ({ path, status, code }) => {
    const answer = await get(path, testKey);
    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8' });
    const problem = JSON.parse(answer.text) as object;
    expect(problem).toMatchObject({ type: 'about:blank', title: expect.any(String), status, code });
  });
});

test('the reference is served, and every operation of its document has a name of its own', async () => {
  expect(await get('/docs')).toMatchObject({ status: 200, text: expect.stringContaining('swagger-ui') });
  expect(await get('/docs/swagger-ui.css')).toMatchObject({ status: 200 });
  const { text } = await get('/openapi.json');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { operationId: string }>> };
  const names = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Z]\w+$/);
});

test('health and metrics are open', async () => {
  expect(await get('/health/live')).toMatchObject({ status: 200, text: '{"status":"live"}' });
  expect(await get('/health/ready')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
  expect(await get('/metrics')).toMatchObject({ status: 200, type: expect.stringContaining('text/plain') });
});
