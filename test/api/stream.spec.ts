import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestServer, until, type TestServer } from '../harness.js';
import { addKey, expectProblem, send } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

interface Message {
  kind: string;
  data: any;
}

interface Stream {
  messages: Message[];
  /** What a browser that comes back sends. */
  lastId: string;
  status: number;
  headers: Headers;
  ended: boolean;
  stop(): void;
}

const streams: Stream[] = [];
afterEach(() => {
  for (const stream of streams.splice(0)) stream.stop();
});

async function listen(
  query = 'backlog=0',
  headers: Record<string, string> = { authorization: `Bearer ${server.testKey}` },
): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${server.origin}/api/events/stream?${query}`, {
    headers,
    signal: abort.signal,
  });
  const stream: Stream = {
    messages: [],
    lastId: '',
    status: response.status,
    headers: response.headers,
    ended: false,
    stop: () => abort.abort(),
  };
  streams.push(stream);
  void read(response, stream);
  return stream;
}

async function read(response: Response, stream: Stream): Promise<void> {
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
        if (fields.id) stream.lastId = fields.id;
        if (fields.event) stream.messages.push({ kind: fields.event, data: JSON.parse(fields.data) });
      }
    }
  } catch {
    // Stopped by the test.
  }
  stream.ended = true;
}

/** Waits for what a stream has to show. */
const comes = (condition: () => boolean, timeoutMs?: number): Promise<void> =>
  until(() => Promise.resolve(condition()), timeoutMs);

let count = 0;
const track = async (event: string, more: object = {}) => {
  const messageId = `m${++count}`;
  const call = { type: 'track', userId: 'u1', event, messageId, ...more };
  expect((await server.call('POST', '/segment/events', call)).status).toBe(200);
  return messageId;
};
const messageIds = ({ messages }: Stream, kind = 'event'): string[] =>
  messages.filter((one) => one.kind === kind).map(({ data }) => data.messageId as string);
const openStreams = async (): Promise<number> => {
  const metrics = await (await fetch(`${server.origin}/metrics`)).text();
  return Number(/^kana_stream_listeners (\d+)/m.exec(metrics)![1]);
};

test('a stream shows the newest events, then each as it is stored', async () => {
  const old: string[] = [];
  for (let n = 0; n < 4; n++) old.push(await track('Old'));
  const stream = await listen('backlog=3');
  expect(stream.status).toBe(200);
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers.get('cache-control')).toBe('no-store');
  await comes(() => stream.messages.length === 3);
  const added = [await track('New'), await track('New')];
  await comes(() => stream.messages.length === 5);
  expect(messageIds(stream)).toEqual([...old.slice(1), ...added]);
  const { data } = (await server.call('GET', '/api/events?limit=1')).body;
  expect(stream.messages.at(-1)!.data).toEqual(data[0]);
});

test('a stream shows what was asked for, of one environment', async () => {
  const all = await listen();
  const named = await listen('backlog=0&name=Asked');
  const typed = await listen('backlog=0&type=identify');
  const owned = await listen('backlog=0&userId=u2');
  const live = await listen('backlog=0', { authorization: `Bearer ${server.liveKey}` });
  const long = 'L'.repeat(300);
  const exact = await listen(`backlog=0&name=${long}`);
  const sent = [await track('Asked'), await track('Asked not'), await track('Asked', { userId: 'u2' })];
  await server.call('POST', '/v1/identify', { userId: 'u1', messageId: 'identify' });
  const longs = [await track(long), await track(`${long}er`)];
  await server.call('POST', '/v1/track', { userId: 'u1', event: 'Live', messageId: 'live' }, server.liveKey);
  await comes(() => messageIds(all).length === 6 && messageIds(live).length === 1);
  expect(messageIds(all)).toEqual([...sent, 'identify', ...longs]);
  expect(messageIds(named)).toEqual([sent[0], sent[2]]);
  expect(messageIds(typed)).toEqual(['identify']);
  expect(messageIds(owned)).toEqual([sent[2]]);
  expect(messageIds(exact)).toEqual([longs[0]]);
  expect(messageIds(live)).toEqual(['live']);
});

test('an event that commits after a newer one is shown as well, and each once', async () => {
  const stream = await listen();
  const client = new pg.Client(server.url);
  await client.connect();
  const insert = `insert into events
    (partition, environment_id, occurred_at, received_at, type, message_id, identity, name, payload)
    values (0, 1, now(), now(), 'track', $1, 'u1', 'Late', '{}')`;
  await client.query('begin');
  await client.query(insert, ['late']);
  const newer: string[] = [];
  for (let n = 0; n < 3; n++) {
    newer.push(await track('Newer'));
    await comes(() => messageIds(stream).includes(newer[n]!));
  }
  await client.query('commit');
  await client.end();
  await comes(() => messageIds(stream).includes('late'));
  const last = await track('Last');
  await comes(() => messageIds(stream).includes(last));
  expect(messageIds(stream)).toEqual([...newer, 'late', last]);
});

test('a browser that comes back misses nothing', async () => {
  const first = await listen();
  const seen = await track('Seen');
  await comes(() => messageIds(first).includes(seen));
  first.stop();
  const missed = [await track('Missed'), await track('Missed')];
  const headers = { authorization: `Bearer ${server.testKey}`, 'last-event-id': first.lastId };
  const second = await listen('', headers);
  const live = await track('Back');
  await comes(() => messageIds(second).includes(live));
  // What came in the last second may come again, and nothing twice in one connection.
  expect(messageIds(second).slice(-3)).toEqual([...missed, live]);
  expect(new Set(messageIds(second)).size).toBe(messageIds(second).length);
});

test('a browser that was away for long is told that something was left out', async () => {
  const first = await listen();
  const seen = await track('Seen');
  await comes(() => messageIds(first).includes(seen));
  first.stop();
  const batch = Array.from({ length: 250 }, (_, n) => ({ type: 'track', userId: `u${n}`, event: 'Away' }));
  await server.call('POST', '/v1/batch', { batch });
  const headers = { authorization: `Bearer ${server.testKey}`, 'last-event-id': first.lastId };
  const second = await listen('', headers);
  await comes(() => messageIds(second).length === 200);
  expect(second.messages[0]).toMatchObject({ kind: 'skipped', data: {} });
});

test('more than a listener is shown at once is said, and its newest are shown', async () => {
  const stream = await listen();
  const batch = Array.from({ length: 300 }, (_, n) => ({
    type: 'track',
    userId: 'u1',
    event: 'Flood',
    messageId: `f${n}`,
  }));
  await server.call('POST', '/v1/batch', { batch });
  await comes(() => messageIds(stream).includes('f299'));
  expect(stream.messages[0]!.kind).toBe('skipped');
  expect(messageIds(stream)).toEqual(batch.slice(200).map(({ messageId }) => messageId));
});

test('what is refused is refused with an answer', async () => {
  const get = (query: string, headers: Record<string, string> = {}) =>
    send(server, 'GET', `/api/events/stream?${query}`, { headers });
  const authorization = `Bearer ${server.testKey}`;
  expectProblem(await get(''), 401, 'unauthenticated');
  const wrong = await get('backlog=201&type=page&name=&size=1', { authorization });
  expectProblem(wrong, 400, 'invalid_input', ['backlog', 'type', 'name', 'size']);
  expectProblem(await get('', { authorization, 'last-event-id': 'x' }), 400, 'invalid_cursor', [
    'Last-Event-ID',
  ]);
  const ingest = await addKey(server, `wrt_test_${'I'.repeat(32)}`, 'ingest');
  expectProblem(await get('', { authorization: `Bearer ${ingest}` }), 403, 'admin_key_required');
});

describe('a stream ends', () => {
  test('with its listener, and then nobody looks', async () => {
    const [one, other] = [await listen(), await listen()];
    await until(async () => (await openStreams()) === 2);
    one.stop();
    await until(async () => (await openStreams()) === 1);
    const id = await track('Still');
    await comes(() => messageIds(other).includes(id));
    other.stop();
    await until(async () => (await openStreams()) === 0);
    const looks = async () =>
      (
        await server.sql<{ looks: string }>(
          `select count(*) as looks from pg_stat_activity
           where datname = current_database() and query like '%pg_current_snapshot() s%'
             and query_start > now() - interval '700 milliseconds' and pid <> pg_backend_pid()`,
        )
      )[0]!.looks;
    await until(async () => (await looks()) === '0', 5_000);
  });

  test('within five seconds of its key, or of signing out', async () => {
    const { id, key } = (await server.call('POST', '/api/keys', { name: 'K', scope: 'admin' })).body;
    const byKey = await listen('', { authorization: `Bearer ${key}` });
    const signIn = await send(server, 'POST', '/api/session', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: server.testKey }),
    });
    const cookie = signIn.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    // As a browser's EventSource asks: no header but the cookie.
    const bySession = await listen('environment=test', { cookie });
    const staying = await listen();
    expect([byKey.status, bySession.status]).toEqual([200, 200]);
    await server.call('POST', `/api/keys/${id}/revoke`);
    await send(server, 'DELETE', '/api/session', { headers: { cookie } });
    await comes(() => byKey.ended && bySession.ended, 5_000);
    expect(staying.ended).toBe(false);
  });
});

describe('with a worker', () => {
  test('a pending event is told again with its outcome', async () => {
    await server.call('POST', '/api/features', { id: 'seats', name: 'Seats', type: 'CONSUMABLE' });
    const stream = await listen();
    const mapped = await track('Used', { properties: { featureId: 'seats', delta: 2 } });
    const unmapped = await track('Used', { properties: { featureId: 'rooms' } });
    await server.call('POST', '/v1/identify', { userId: 'u1', messageId: 'who' });
    await comes(() => messageIds(stream).length === 3);
    expect(stream.messages.map(({ data }) => data.outcome)).toEqual(Array(3).fill('pending'));
    await server.startWorker();
    await comes(() => messageIds(stream, 'outcome').length === 3);
    const outcomes = stream.messages.slice(3).map(({ data }) => [data.messageId, data]);
    expect(Object.fromEntries(outcomes)).toMatchObject({
      [mapped]: { outcome: 'mapped', usage: [{ featureId: 'seats', delta: 2, ruleId: null }] },
      [unmapped]: { outcome: 'unmapped', reason: 'unknown_feature' },
      who: { outcome: 'identified' },
    });
  });

  test('the status tells of the last event and of what waits, without what is ignored', async () => {
    await server.settled();
    const read = async (key?: string) => (await server.call('GET', '/api/status', undefined, key)).body;
    await server.call('POST', '/api/unmapped/ignored', { name: 'Old' });
    const [counts] = await server.sql<{ open: string; last: Date }>(
      `select
         (select count(*) from unmapped_events where environment_id = 1 and name <> 'Old') as open,
         (select max(received_at) from events where environment_id = 1) as last`,
    );
    const flags = (await server.call('GET', '/api/users/flags')).body;
    expect(await read()).toEqual({
      lastEventAt: counts!.last.toISOString(),
      connected: true,
      unmapped: Number(counts!.open),
      noBilling: flags.no_billing,
      sameEmail: flags.same_email,
    });
    const { totals } = (await server.call('GET', '/api/unmapped')).body;
    expect(totals).toMatchObject({ open: Number(counts!.open), ignored: 4 });
    await server.sql(`update events set received_at = now() - interval '25 hours' where environment_id = 2`);
    expect(await read(server.liveKey)).toMatchObject({ lastEventAt: expect.any(String), connected: false });
    await server.sql('delete from events where environment_id = 2');
    expect(await read(server.liveKey)).toMatchObject({ lastEventAt: null, connected: false });
  });
});

// Last, since the server stops.
test('streams end with the api, which does not wait for their listeners', async () => {
  const stream = await listen();
  await server.api.close();
  await comes(() => stream.ended);
});
