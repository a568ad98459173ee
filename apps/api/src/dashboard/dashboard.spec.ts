import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../../../../test/harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.origin + path, { headers, redirect: 'manual' });

test.each(['/', '/sign-in', '/test', '/test/rules', '/live/events/12?from=mail', '/test/api/rules'])(
  '%s is the page, which is asked for anew each time and takes nothing from elsewhere',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await answer.text()).toContain('<div id="root">');
  },
);

test('the page runs only what carries its own nonce, another one each time', async () => {
  const nonces = new Set<string>();
  for (let visit = 0; visit < 2; visit += 1) {
    const answer = await get('/');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'self' 'nonce-([^']{24})'/.exec(policy)?.[1] ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    const html = await answer.text();
    expect(html).not.toContain('%NONCE%');
    for (const [tag] of html.matchAll(/<script[^>]*>|<link rel="stylesheet"[^>]*>/g)) {
      expect(tag).toContain(`nonce="${nonce}"`);
    }
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(2);
});

test.each([
  ['br', 'br'],
  ['gzip', 'gzip'],
  ['identity', null],
])('assets are kept for ever and come packed for a browser that takes %s', async (accepted, encoding) => {
  const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(await (await get('/')).text())!;
  const answer = await get(script!, { 'accept-encoding': accepted });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-encoding')).toBe(encoding);
  expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  // Bytes that a proxy keeps for one browser must not reach another that cannot read them.
  expect(answer.headers.get('vary')).toMatch(/accept-encoding/i);
});

test.each([
  '/api',
  '/api/no-such-thing',
  '/v1/no-such-thing',
  '/segment/no-such-thing',
  '/health/no-such-thing',
  '/docs/no-such-thing',
  '/assets/no-such-thing.js',
  '/assets/../index.html',
  '/testing',
  '/no-such-thing',
])('%s is not the page: an unknown path stays an error', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
});

test('the API answers as before beside the page', async () => {
  expect((await get('/health/live')).headers.get('content-type')).toMatch(/^application\/json/);
  expect((await get('/openapi.json')).headers.get('content-type')).toMatch(/^application\/json/);
  expect((await get('/api/features')).status).toBe(401);
});
