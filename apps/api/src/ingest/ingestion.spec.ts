import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestServer, testKey, type TestServer } from '../../../../test/harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

let count = 0;
const track = (more: object = {}) => ({
  type: 'track',
  userId: 'u1',
  event: 'Sent',
  messageId: `call-${++count}`,
  ...more,
});

const stored = (messageId: string) =>
  server.sql<{ type: string; name: string | null; payload: unknown }>(
    'select type, name, payload from events where message_id = $1',
    [messageId],
  );

const tallied = async () => {
  const [row] = await server.sql(
    `select coalesce(sum(accepted), 0)::int as accepted, coalesce(sum(duplicates), 0)::int as duplicates,
       coalesce(sum(dropped), 0)::int as dropped, coalesce(sum(ignored), 0)::int as ignored
     from ingest_tallies where environment_id = 1`,
  );
  return row as Record<'accepted' | 'duplicates' | 'dropped' | 'ignored', number>;
};

describe('one call', () => {
  const storing: { path: string; type: string }[] = [
    { path: '/segment/events', type: 'track' },
    { path: '/v1/track', type: 'track' },
    { path: '/v1/t', type: 'track' },
    { path: '/v1/identify', type: 'identify' },
    { path: '/v1/i', type: 'identify' },
  ];
  test.each(storing)('is stored by $path as $type', async ({ path, type }) => {
    const call = track({ type });
    expect(await server.call('POST', path, call)).toMatchObject({ status: 200, body: { success: true } });
    expect(await stored(call.messageId)).toEqual([
      { type, name: type === 'track' ? 'Sent' : null, payload: call },
    ]);
  });

  test('is stored when it is acknowledged, and counted once for ever', async () => {
    const call = track();
    expect((await server.call('POST', '/v1/track', call)).body).toEqual({ success: true });
    expect((await server.call('POST', '/v1/track', call)).body).toEqual({
      success: true,
      status: 'duplicate',
    });
    expect((await server.call('POST', '/segment/events', call)).body).toMatchObject({ status: 'duplicate' });
    expect(await stored(call.messageId)).toHaveLength(1);
  });

  test.each(['page', 'screen', 'group', 'alias', 'p', 's', 'g', 'a'])(
    'that is not stored is acknowledged: /v1/%s',
    async (path) => {
      const before = await tallied();
      const call = { userId: 'u1', messageId: `ignored-${path}` };
      expect(await server.call('POST', `/v1/${path}`, call)).toMatchObject({
        status: 200,
        body: { success: true, status: 'ignored' },
      });
      expect(await stored(call.messageId)).toHaveLength(0);
      expect(await tallied()).toEqual({ ...before, ignored: before.ignored + 1 });
    },
  );

  test.each(['page', 'screen', 'group', 'alias', 'delete'])(
    'that is not stored is acknowledged with 202 by the webhook: %s',
    async (type) => {
      expect(await server.call('POST', '/segment/events', { type, userId: 'u1' })).toMatchObject({
        status: 202,
        body: { success: true, status: 'ignored' },
      });
    },
  );

  test('without a user is refused and counted', async () => {
    const before = await tallied();
    const { status, body } = await server.call('POST', '/v1/track', { event: 'Sent', anonymousId: 'a1' });
    expect(status).toBe(400);
    expect(body).toEqual({
      success: false,
      code: 'id_required',
      message: 'Dropped: userId is required: an anonymous call has no user.',
      error: 'Dropped: userId is required: an anonymous call has no user.',
      faults: [{ path: 'userId', message: expect.any(String) }],
    });
    expect(await tallied()).toEqual({ ...before, dropped: before.dropped + 1 });
  });

  test('is refused with each of its faults', async () => {
    const { status, body } = await server.call('POST', '/segment/events', {
      type: 'track',
      userId: {},
      event: 5,
      properties: 'none',
    });
    expect(status).toBe(400);
    expect(body.faults.map(({ path }: { path: string }) => path)).toEqual(['userId', 'event', 'properties']);
    for (const path of ['userId', 'event', 'properties']) expect(body.message).toContain(path);
  });

  test.each(['no type', 'unknown type'])('of %s is refused with the types there are', async (name) => {
    const call = name === 'no type' ? { userId: 'u1' } : { userId: 'u1', type: 'trace' };
    const { status, body } = await server.call('POST', '/segment/events', call);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'unknown_type' });
    expect(body.message).toContain('track, identify, page, screen, group, alias');
  });

  test('over 32 KB is refused', async () => {
    const call = track({ properties: { x: 'x'.repeat(33_000) } });
    expect(await server.call('POST', '/v1/track', call)).toMatchObject({
      status: 400,
      body: { success: false, code: 'event_too_large' },
    });
  });

  test('in the wrapper of a Destination Function is stored', async () => {
    const call = track();
    expect(await server.call('POST', '/segment/events', { event: call })).toMatchObject({ status: 200 });
    expect(await stored(call.messageId)).toHaveLength(1);
  });
});

describe('a batch', () => {
  const forms: { path: string; wrap: (calls: unknown[]) => unknown }[] = [
    { path: '/v1/batch', wrap: (batch) => ({ batch }) },
    { path: '/v1/b', wrap: (batch) => ({ batch }) },
    { path: '/v1/import', wrap: (batch) => ({ batch }) },
    { path: '/v1/batch', wrap: (batch) => batch },
    { path: '/segment/events', wrap: (batch) => batch },
    { path: '/segment/events', wrap: (batch) => ({ batch }) },
  ];
  test.each(forms)('tells what became of each of its calls: $path', async ({ path, wrap }) => {
    const before = await tallied();
    const [first, second] = [track(), track({ type: 'identify', traits: { name: 'A' } })];
    const calls = [first, { type: 'page' }, second, { type: 'track', messageId: 'lost' }, first, 'odd'];
    const { status, body } = await server.call('POST', path, wrap(calls));
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      accepted: 2,
      duplicates: 1,
      dropped: 2,
      results: [
        { messageId: first.messageId, status: 'accepted' },
        { messageId: expect.any(String), status: 'ignored' },
        { messageId: second.messageId, status: 'accepted' },
        {
          messageId: 'lost',
          status: 'dropped',
          reason:
            'userId is required: an anonymous call has no user; event is required: a track call names its event',
        },
        { messageId: first.messageId, status: 'duplicate' },
        { messageId: expect.any(String), status: 'dropped', reason: 'the call must be a JSON object' },
      ],
    });
    expect(await tallied()).toEqual({
      accepted: before.accepted + 2,
      duplicates: before.duplicates + 1,
      dropped: before.dropped + 2,
      ignored: before.ignored + 1,
    });
  });

  test('of ignored calls is acknowledged, with or without dropped ones', async () => {
    expect(await server.call('POST', '/v1/batch', { batch: [{ type: 'page' }] })).toMatchObject({
      status: 200,
      body: { success: true, accepted: 0, dropped: 0 },
    });
    expect(await server.call('POST', '/segment/events', [{ type: 'page' }, {}])).toMatchObject({
      status: 200,
      body: { success: true, accepted: 0, dropped: 1 },
    });
  });

  test('of dropped calls only is refused, with the faults of each', async () => {
    const before = await tallied();
    const batch = Array.from({ length: 7 }, () => ({ type: 'track', event: 'Sent' }));
    const { status, body } = await server.call('POST', '/v1/batch', { batch });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, code: 'id_required' });
    expect(body.faults.map(({ path }: { path: string }) => path)).toEqual(
      batch.map((_call, index) => `${index}.userId`),
    );
    expect(body.message).toMatch(/^Every call was dropped\. 0: userId is required.*; and 2 more\.$/);
    expect(await tallied()).toEqual({ ...before, dropped: before.dropped + 7 });
  });

  test.each([
    { name: 'an empty one', body: { batch: [] }, code: 'empty_batch' },
    { name: 'an empty array', body: [], code: 'empty_batch' },
    { name: 'none', body: { userId: 'u1' }, code: 'bad_request' },
    { name: 'a text', body: { batch: 'x' }, code: 'bad_request' },
    {
      name: 'one whose context no event has room for',
      body: { batch: [track()], context: { x: 'x'.repeat(40_000) } },
      code: 'event_too_large',
    },
  ])('is refused when it is $name', async ({ body, code }) => {
    expect(await server.call('POST', '/v1/batch', body)).toMatchObject({
      status: 400,
      body: { success: false, code },
    });
  });

  test('of more events than Segment takes is taken', async () => {
    const batch = Array.from({ length: 3_000 }, () => track());
    expect(await server.call('POST', '/v1/batch', { batch })).toMatchObject({
      status: 200,
      body: { accepted: 3_000 },
    });
  });

  test('cannot grow without bound by what it shares', async () => {
    const batch = Array.from({ length: 9_000 }, () => ({ type: 'identify', userId: 'u1' }));
    const context = { x: 'x'.repeat(30_000) };
    expect(await server.call('POST', '/v1/batch', { batch, context })).toMatchObject({
      status: 413,
      body: { success: false, code: 'body_too_large' },
    });
  });
});

describe('whatever an event contains', () => {
  const odd: { name: string; json: string; kept: string }[] = [
    { name: 'NUL', json: '{"a":"x\\u0000","\\u0000":1}', kept: '{"a":"x\ufffd","\ufffd":1}' },
    { name: 'lone surrogates', json: '["\\ud800","\\udc00x"]', kept: '["\ufffd","\ufffdx"]' },
    { name: '__proto__', json: '{"__proto__":{"admin":true}}', kept: '{"__proto__":{"admin":true}}' },
    {
      name: 'a depth of 1,000',
      json: '['.repeat(1_000) + ']'.repeat(1_000),
      kept: '['.repeat(1_000) + ']'.repeat(1_000),
    },
    { name: 'a depth of 15,000', json: '['.repeat(15_000) + ']'.repeat(15_000), kept: '' },
    {
      name: '3,000 keys',
      json: `{${Array.from({ length: 3_000 }, (_, key) => `"${key}":0`).join()}}`,
      kept: `{${Array.from({ length: 3_000 }, (_, key) => `"${key}":0`).join()}}`,
    },
    {
      name: 'long numbers',
      json: '[9007199254740993,0.1234567890123456789,-12345678901234567890123]',
      kept: '[9007199254740993,0.1234567890123456789,-12345678901234567890123]',
    },
    { name: 'huge exponents', json: '[1e400,1e-400]', kept: '[1e400,1e-400]' },
    { name: 'exponents beyond jsonb', json: '[1e999999]', kept: '["1e999999"]' },
  ];
  test.each(odd)('it is stored beside its neighbours: $name', async ({ json, kept }) => {
    const [before, after] = [track(), track()];
    const messageId = `odd-${++count}`;
    const event = `{"type":"track","userId":"u1","event":"Odd","messageId":"${messageId}","properties":{"odd":${json}}}`;
    const response = await fetch(`${server.origin}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testKey}` },
      body: `{"batch":[${JSON.stringify(before)},${event},${JSON.stringify(after)}]}`,
    });
    expect(await response.json()).toMatchObject({ accepted: 3, dropped: 0 });
    const [row] = await server.sql<{ same: boolean; depth: number }>(
      `select payload #> '{properties,odd}' = $2::jsonb as same from events where message_id = $1`,
      [messageId, kept || 'null'],
    );
    expect(row?.same).toBe(kept !== '');
  });

  test('in its texts beside the payload too', async () => {
    const messageId = `odd\0-${++count}`;
    const call = track({ userId: 'u\0\ud800', event: 'e\0', messageId, timestamp: 'soon' });
    expect(await server.call('POST', '/v1/track', call)).toMatchObject({ status: 200 });
    expect(await stored(messageId.replace('\0', '\ufffd'))).toMatchObject([{ name: 'e\ufffd' }]);
  });
});

test('a path that is not there answers in the shape of ingestion', async () => {
  expect(await server.call('POST', '/v1/nothing', {})).toMatchObject({
    status: 404,
    body: { success: false, code: 'no_such_route', message: expect.any(String), error: expect.any(String) },
  });
  expect(await server.call('GET', '/segment/events')).toMatchObject({
    status: 404,
    body: { success: false },
  });
  expect(await server.call('POST', '/v1/%zz', {})).toMatchObject({ status: 400, body: { success: false } });
});

test('more than can wait is refused at once with 429, and what was taken is stored', async () => {
  const events = Array.from({ length: 3_900 }, (_, index) => ({
    type: 'track',
    userId: `u${index % 100}`,
    event: 'Heavy',
    messageId: `heavy-${index}`,
    properties: { x: 'x'.repeat(3_900) },
  }));
  const holder = new pg.Client(server.url);
  await holder.connect();
  await holder.query('begin; lock table events in exclusive mode');
  const calls = Array.from({ length: 6 }, () => server.call('POST', '/segment/events', events));
  const refused = await Promise.race(calls);
  await holder.query('commit');
  await holder.end();
  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({
    success: false,
    code: expect.any(String),
    message: expect.any(String),
  });
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(refused.headers.get('x-ratelimit-reset')).toMatch(/^[1-9]\d*$/);
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  const [row] = await server.sql(`select count(*)::int as count from events where name = 'Heavy'`);
  expect(row).toEqual({ count: 3_900 });
  // There is room again.
  expect((await server.call('POST', '/segment/events', events)).body).toMatchObject({ duplicates: 3_900 });
});

test('the metrics tell what became of the calls, and nothing of an environment', async () => {
  const metrics = async () => (await fetch(`${server.origin}/metrics`)).text();
  const counted = async (outcome: string) =>
    Number(
      new RegExp(`^kana_ingest_calls_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(
        await metrics(),
      )?.[1],
    );
  const all = async () => Promise.all(['accepted', 'duplicate', 'ignored', 'dropped'].map(counted));
  const before = await all();
  const call = track();
  await server.call('POST', '/v1/batch', { batch: [call, call, { type: 'page' }, {}] });
  expect(await all()).toEqual(before.map((count) => count + 1));
  expect(await metrics()).toContain('process_cpu_seconds_total');
  expect(await metrics()).not.toMatch(/u1|Sent|environment/);
});
