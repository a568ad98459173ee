import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { addKey, expectProblem, send, type Answer } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
  await addKey(server, `wrt_test_${'I'.repeat(32)}`, 'ingest');
});
afterAll(() => server.stop());

let address = 0;
let cookie: string | undefined;
beforeEach(() => {
  // A browser of each test's own.
  address += 1;
  cookie = undefined;
});

/** A call of the browser: with its cookie, which it takes from the answers. */
async function browse(
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await send(server, method, path, {
    headers: {
      'x-forwarded-for': `10.0.0.${address}`,
      ...(cookie === undefined ? {} : { cookie }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const [set] = answer.headers.getSetCookie();
  if (set) cookie = set.includes('Max-Age=0') ? undefined : set.split(';', 1)[0];
  return answer;
}

const signIn = (key = server.testKey, headers: Record<string, string> = {}) =>
  browse('POST', '/api/session', { body: { key }, headers });
const inEnvironment = (name: string) => ({ headers: { 'x-kana-environment': name } });
const names = (answer: Answer): string[] => answer.body.environments.map((one: any) => one.environment);

describe('sign-in', () => {
  test('gives a cookie that scripts cannot read and other sites cannot send, and that is no key', async () => {
    const answer = await signIn();
    expect(answer).toMatchObject({
      status: 200,
      body: {
        environments: [
          {
            environment: 'test',
            keyId: expect.any(String),
            keyName: 'First admin key',
            signedInAt: expect.any(String),
            expiresAt: expect.any(String),
          },
        ],
      },
    });
    const [set, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(set).toMatch(/^kana_session=[\w-]{43};/);
    const attributes = set!.split('; ').slice(1);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/api', 'SameSite=Strict']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(answer.body)).not.toContain(server.testKey);
    // Nor is the token stored.
    const token = cookie!.split('=')[1]!;
    expect(await server.sql('select from sessions s where s::text like $1', [`%${token}%`])).toEqual([]);
    expect(
      await server.sql('select from sessions where hash = sha256($1)', [Buffer.from(token)]),
    ).toHaveLength(1);
    expect((await browse('GET', '/api/session')).body).toEqual(answer.body);
  });

  test('by https gives a cookie for https alone', async () => {
    const [set] = (await signIn(undefined, { 'x-forwarded-proto': 'https' })).headers.getSetCookie();
    expect(set).toContain('; Secure');
  });

  test('is refused without a known admin key, and gives no cookie', async () => {
    const refused: [unknown, number, string, string[]][] = [
      [{ key: `prv_test_${'x'.repeat(32)}` }, 401, 'unauthenticated', []],
      [{ key: `wrt_test_${'I'.repeat(32)}` }, 403, 'admin_key_required', []],
      [{ key: '' }, 400, 'invalid_input', ['key']],
      [{ password: 'x' }, 400, 'invalid_input', ['key', 'password']],
      [{ key: 'x'.repeat(256) }, 400, 'invalid_input', ['key']],
    ];
    for (const [body, status, code, faults] of refused) {
      const answer = await browse('POST', '/api/session', { body });
      expectProblem(answer, status, code, faults);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await browse('GET', '/api/session')).body).toEqual({ environments: [] });
  });

  test('that fails again and again is refused for a while, from that address alone', async () => {
    const wrong = `prv_test_${'w'.repeat(32)}`;
    for (let n = 0; n < 10; n++) expectProblem(await signIn(wrong), 401, 'unauthenticated');
    const refused = await signIn();
    expectProblem(refused, 429, 'too_many_sign_ins');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    address += 100;
    expect((await signIn()).status).toBe(200);
  });

  test('with keys of both environments shows both, each by its name', async () => {
    await signIn();
    const first = cookie;
    expect(names(await signIn(server.liveKey))).toEqual(['test', 'live']);
    // Who knew the token before knows nothing now.
    expect(cookie).not.toBe(first);
    expect(names(await browse('GET', '/api/session', { headers: { cookie: first! } }))).toEqual([]);

    const feature = { id: 'session', name: 'S', type: 'BINARY' };
    expect((await browse('POST', '/api/features', { body: feature, ...inEnvironment('live') })).status).toBe(
      201,
    );
    const read = (name: string) => browse('GET', '/api/features/session', inEnvironment(name));
    expect([(await read('live')).status, (await read('test')).status]).toEqual([200, 404]);
    expect(names(await signIn(server.liveKey))).toEqual(['test', 'live']);
  });
});

describe('a request with the cookie', () => {
  test('names its environment, one that the browser is signed in to', async () => {
    await signIn();
    for (const options of [{}, inEnvironment('both'), inEnvironment('')])
      expectProblem(await browse('GET', '/api/features', options), 400, 'environment_required');
    expectProblem(await browse('GET', '/api/features', inEnvironment('live')), 401, 'not_signed_in');
    expect((await browse('GET', '/api/features', inEnvironment('test'))).status).toBe(200);
  });

  test('may name it in the query where it reads, and nowhere else', async () => {
    await signIn();
    const csv = await fetch(`${server.origin}/api/users/export?environment=test`, {
      headers: { cookie: cookie! },
    });
    expect({ status: csv.status, text: await csv.text() }).toMatchObject({ status: 200 });
    expect((await browse('GET', '/api/features?environment=test&limit=1')).status).toBe(200);
    const body = { id: 'queried', name: 'Q', type: 'BINARY' };
    expectProblem(
      await browse('POST', '/api/features?environment=test', { body }),
      400,
      'environment_required',
    );
    // A key has its own.
    expectProblem(await server.call('GET', '/api/features?environment=test'), 400, 'invalid_input', [
      'environment',
    ]);
  });

  test('is refused where a page of another site made the browser send it', async () => {
    await signIn();
    const host = new URL(server.origin).host;
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: `http://${host}` },
      { origin: 'https://shop.example' },
      { origin: `http://other.${host}` },
      { origin: 'null' },
    ];
    const body = { id: 'foreign', name: 'F', type: 'BINARY' };
    for (const headers of foreign) {
      const named = { ...headers, 'x-kana-environment': 'test' };
      for (const [method, options] of [
        ['POST', { body, headers: named }],
        ['GET', { headers: named }],
      ] as const)
        expectProblem(await browse(method, '/api/features', options), 403, 'foreign_origin');
      expectProblem(
        await browse('POST', '/api/session', { body: { key: server.testKey }, headers }),
        403,
        'foreign_origin',
      );
      expectProblem(await browse('DELETE', '/api/session', { headers }), 403, 'foreign_origin');
    }
    expect((await server.call('GET', '/api/features/foreign')).status).toBe(404);
    const own: Record<string, string>[] = [
      { origin: `http://${host}` },
      { 'sec-fetch-site': 'same-origin', origin: `http://${host}` },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://kana.example', 'x-forwarded-host': 'kana.example' },
    ];
    for (const [n, headers] of own.entries()) {
      const made = { ...body, id: `own ${n}` };
      const options = { body: made, headers: { ...headers, 'x-kana-environment': 'test' } };
      expect((await browse('POST', '/api/features', options)).status).toBe(201);
    }
  });

  test('cannot send events, and a key goes before it', async () => {
    await signIn();
    const body = { type: 'track', userId: 'u1', event: 'Sent' };
    for (const path of ['/v1/track', '/segment/events'])
      expect((await browse('POST', path, { body, ...inEnvironment('test') })).status).toBe(401);
    const headers = { authorization: `Bearer ${server.liveKey}`, 'x-kana-environment': 'test' };
    expect((await browse('GET', '/api/features/own%200', { headers })).status).toBe(404);
    const wrong = { authorization: 'Bearer nobody', 'x-kana-environment': 'test' };
    expectProblem(await browse('GET', '/api/features', { headers: wrong }), 401, 'unauthenticated');
  });
});

describe('a session ends', () => {
  test('at once by signing out, of one environment or both, whoever kept the cookie', async () => {
    await signIn();
    await signIn(server.liveKey);
    const kept = { cookie: cookie! };
    const status = async (name: string) =>
      (await browse('GET', '/api/features', { headers: { ...kept, 'x-kana-environment': name } })).status;
    const one = await browse('DELETE', '/api/session?environment=live');
    expect([one.status, one.body, one.headers.getSetCookie()]).toEqual([204, null, []]);
    expect([await status('test'), await status('live')]).toEqual([200, 401]);
    const both = await browse('DELETE', '/api/session');
    expect(both.headers.getSetCookie()[0]).toMatch(/^kana_session=; .*Max-Age=0/);
    expect([await status('test'), await status('live')]).toEqual([401, 401]);
    // Without a session there is nothing to end.
    expect((await browse('DELETE', '/api/session')).status).toBe(204);
    expectProblem(await browse('DELETE', '/api/session?environment=all'), 400, 'invalid_input', [
      'environment',
    ]);
  });

  test('with its key', async () => {
    const { id, key } = (await server.call('POST', '/api/keys', { name: 'Mine', scope: 'admin' })).body;
    await signIn(key);
    await signIn(server.liveKey);
    await server.call('POST', `/api/keys/${id}/revoke`);
    expectProblem(await browse('GET', '/api/features', inEnvironment('test')), 401, 'not_signed_in');
    expect((await browse('GET', '/api/features', inEnvironment('live'))).status).toBe(200);
    expect(names(await browse('GET', '/api/session'))).toEqual(['live']);
  });

  test('after thirty days without use; a use extends it, and the cookie with it', async () => {
    await signIn();
    const age = (days: number) =>
      server.sql(
        `update sessions set expires_at = expires_at - make_interval(days => $1) where hash = sha256($2)`,
        [days, Buffer.from(cookie!.split('=')[1]!)],
      );
    const use = () => browse('GET', '/api/features', inEnvironment('test'));
    // Used within the day: nothing is written.
    expect((await use()).headers.getSetCookie()).toEqual([]);
    await age(29);
    expect((await use()).headers.getSetCookie()[0]).toMatch(/Max-Age=2592000.*SameSite=Strict/);
    await age(29);
    expect((await use()).status).toBe(200);
    await age(31);
    expectProblem(await use(), 401, 'not_signed_in');
    expect((await browse('GET', '/api/session')).body).toEqual({ environments: [] });
    // The next sign-in clears it away.
    cookie = undefined;
    await signIn();
    expect(await server.sql('select from sessions where expires_at < now()')).toEqual([]);
  });
});
