import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi } from '../../apps/api/src/create-api.js';
import { startTestServer, until, type TestServer } from '../harness.js';
import { expectProblem, pagesOf } from './support.js';

let server: TestServer;
/** A second process of the api, with caches of its own, on the same database. */
let other: NestFastifyApplication;
let otherOrigin: string;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
  other = await createApi(server.settings, { logger: ['error', 'fatal'] });
  await other.listen(0, '127.0.0.1');
  otherOrigin = await other.getUrl();
});
afterAll(async () => {
  await other.close();
  await server.stop();
});

const create = async (scope: 'admin' | 'ingest', key?: string, name = 'Shop'): Promise<any> => {
  const answer = await server.call('POST', '/api/keys', { name, scope }, key);
  expect(answer.status).toBe(201);
  return answer.body;
};
const revoke = (id: string, key?: string) => server.call('POST', `/api/keys/${id}/revoke`, undefined, key);
const read = async (id: string, key?: string): Promise<any> =>
  (await server.call('GET', '/api/keys?limit=200', undefined, key)).body.data.find(
    (one: any) => one.id === id,
  );

/** The status of a call with a key: of an admin one by a read, of an ingest one by sending an event. */
async function statusOf(key: string, origin = server.origin): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = key.startsWith('prv')
    ? await fetch(`${origin}/api/features`, { headers })
    : await fetch(`${origin}/v1/track`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ userId: 'u1', event: 'Sent' }),
      });
  await response.text();
  return response.status;
}

describe('a key', () => {
  test.each([
    { scope: 'admin', environment: 'test', form: /^prv_test_[A-Za-z0-9]{32}$/ },
    { scope: 'ingest', environment: 'test', form: /^wrt_test_[A-Za-z0-9]{32}$/ },
    { scope: 'admin', environment: 'live', form: /^prv_live_[A-Za-z0-9]{32}$/ },
    { scope: 'ingest', environment: 'live', form: /^wrt_live_[A-Za-z0-9]{32}$/ },
  ] as const)(
    'of scope $scope in $environment is shown once and never stored',
    async ({ scope, environment, form }) => {
      const by = environment === 'live' ? server.liveKey : server.testKey;
      const { key, ...shown } = await create(scope, by, '  Shop, browser ');
      expect(key).toMatch(form);
      expect(shown).toEqual({
        id: expect.any(String),
        name: 'Shop, browser',
        scope,
        hint: `${key.slice(0, 9)}…${key.slice(-4)}`,
        createdAt: expect.any(String),
        lastUsedAt: null,
        revokedAt: null,
      });
      expect(await read(shown.id, by)).toEqual(shown);
      expect(await statusOf(key)).toBe(200);
      const rows = await server.sql<{ row: string; hash: Buffer }>(
        'select k::text as row, hash from api_keys k where id = $1',
        [shown.id],
      );
      expect(rows[0]!.row).not.toContain(key.slice(9, 41));
      expect(rows[0]!.hash).toEqual(createHash('sha256').update(key).digest());
    },
  );

  test('belongs to its environment: the other lists it not and cannot revoke it', async () => {
    const { id, key } = await create('admin', server.liveKey);
    expect(await read(id)).toBeUndefined();
    expectProblem(await revoke(id), 404, 'key_not_found');
    expect(await statusOf(key)).toBe(200);
  });

  test('is listed with the others, newest first, whatever the size of the pages', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await create('ingest')).id);
    const all = await pagesOf(server, '/api/keys', 200);
    expect(all.slice(0, 5).map(({ id }) => id)).toEqual(ids);
    for (const limit of [1, 3]) expect(await pagesOf(server, '/api/keys', limit)).toEqual(all);
  });

  test('of scope ingest sends on every route of ingestion, and reads nothing', async () => {
    const { key } = await create('ingest');
    const one = { type: 'track', userId: 'u1', event: 'Sent' };
    const routes: Record<string, object> = {
      '/segment/events': one,
      '/v1/track': one,
      '/v1/t': one,
      '/v1/identify': { userId: 'u1' },
      '/v1/page': { userId: 'u1' },
      '/v1/batch': { batch: [one] },
      '/v1/import': { batch: [one] },
    };
    for (const [path, body] of Object.entries(routes)) {
      expect({ path, status: (await server.call('POST', path, body, key)).status }).toEqual({
        path,
        status: 200,
      });
    }
    expect((await server.call('GET', `/v1/projects/${key}/settings`)).status).toBe(200);
    const refused = await server.call('GET', '/api/events', undefined, key);
    expectProblem(refused, 403, 'admin_key_required');
    expect(refused.body.detail).toContain('send events and read nothing');
  });
});

describe('a revoked key', () => {
  test('is refused within five seconds by every process, whatever its scope', async () => {
    const keys = [await create('admin'), await create('ingest')];
    const statuses = () =>
      Promise.all(keys.flatMap(({ key }) => [statusOf(key as string), statusOf(key as string, otherOrigin)]));
    // Every process has both in its cache.
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    for (const { id } of keys)
      expect(await revoke(id)).toMatchObject({ status: 200, body: { id, revokedAt: expect.any(String) } });
    await until(async () => (await statuses()).every((status) => status === 401), 5_000);
    expect(await statusOf(server.testKey, otherOrigin)).toBe(200);
  });

  test('stays in the list, and revoking it again changes nothing', async () => {
    const { id } = await create('admin');
    const { body: first } = await revoke(id);
    expect(await revoke(id)).toMatchObject({ status: 200, body: first });
    expect(await read(id)).toEqual(first);
  });

  test('is never the last admin key, however many are revoked at the same time', async () => {
    const admins: string[] = [];
    for (let n = 0; n < 3; n++) admins.push((await create('admin', server.liveKey)).key);
    const active = async () =>
      (await server.call('GET', '/api/keys?limit=200', undefined, server.liveKey)).body.data.filter(
        (one: any) => one.scope === 'admin' && one.revokedAt === null,
      );
    const ids = (await active()).map(({ id }: any) => id as string);
    expect(ids.length).toBeGreaterThan(3);
    const answers = await Promise.all(ids.map((id: string) => revoke(id, server.liveKey)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...ids.slice(1).map(() => 200), 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expectProblem(refused, 409, 'last_admin_key');
    expect(refused.body.detail).toContain('Create a new admin key first');
    const [left] = await server.sql<{ count: string }>(
      `select count(*) from api_keys where environment_id = 2 and scope = 'admin' and revoked_at is null`,
    );
    expect(left).toEqual({ count: '1' });
  });
});

describe('the time of the last use', () => {
  test('is noted, and once a minute only, however often the key is used', async () => {
    const { id, key } = await create('ingest');
    expect(await statusOf(key)).toBe(200);
    await until(async () => (await read(id)).lastUsedAt !== null);
    const { lastUsedAt } = await read(id);
    expect(Math.abs(Date.parse(lastUsedAt) - Date.now())).toBeLessThan(10_000);

    const written = 'select xmin::text as version from api_keys where id = $1';
    const before = await server.sql(written, [id]);
    // Another process has not seen it before.
    for (let n = 0; n < 20; n++) expect(await statusOf(key, n % 2 ? otherOrigin : server.origin)).toBe(200);
    expect(await server.sql(written, [id])).toEqual(before);

    await server.sql(`update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [id]);
    await until(async () => {
      await statusOf(key);
      return Date.parse((await read(id)).lastUsedAt) >= Date.parse(lastUsedAt);
    }, 5_000);
  });
});
