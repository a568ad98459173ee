import { randomUUID } from 'node:crypto';
import { EventWriter, type NewEvent } from '#libs/kana';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from './harness.js';

const event = (userId: string, messageId: string = randomUUID(), payload = '{}'): NewEvent => ({
  type: 'track',
  userId,
  messageId,
  name: 'E',
  occurredAt: new Date(),
  receivedAt: new Date(),
  payload,
});

const none = { dropped: 0, ignored: 0 };

describe('the group commit', () => {
  let server: TestServer;
  let writer: EventWriter;

  beforeAll(async () => {
    server = await startTestServer({ worker: false });
    writer = server.api.get(EventWriter);
  });

  afterAll(() => server.stop());

  const stored = async (userId: string) =>
    (
      await server.sql<{ count: number }>('select count(*)::int as count from events where identity = $1', [
        userId,
      ])
    )[0]!.count;

  it('has committed, and noted as pending, what it acknowledges', async () => {
    expect(await writer.write(1, [event('ack')], none)).toEqual(['accepted']);
    const rows = await server.sql(
      `select from events e join pending_events p on p.partition = e.partition and p.event_id = e.id where identity = 'ack'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('stores a message once, in one group and across groups, and says which were duplicates', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    expect(await writer.write(1, [event('dup', a), event('dup', a), event('dup', b)], none)).toEqual([
      'accepted',
      'duplicate',
      'accepted',
    ]);
    expect(await writer.write(1, [event('dup', b), event('dup', a)], none)).toEqual([
      'duplicate',
      'duplicate',
    ]);
    expect(await writer.write(2, [event('dup', a)], none)).toEqual(['accepted']);
    expect(await stored('dup')).toBe(3);
  });

  it('stores each message once when the same batches race in opposite orders', async () => {
    const ids = Array.from({ length: 300 }, () => randomUUID());
    const forwards = ids.map((id, i) => event(`race-${i % 5}`, id));
    const writers = Array.from({ length: 8 }, (_, i) =>
      writer.write(1, i % 2 ? forwards : forwards.toReversed(), none),
    );
    const outcomes = (await Promise.all(writers)).flat();
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(300);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(7 * 300);
  });

  it('shares statements among requests that come together', async () => {
    const before = await commits();
    await Promise.all(Array.from({ length: 400 }, () => writer.write(1, [event('together')], none)));
    expect(await stored('together')).toBe(400);
    expect((await commits()) - before).toBeLessThan(100);
  });

  const commits = async () => {
    await server.sql('select pg_stat_force_next_flush()').catch(() => undefined);
    const [row] = await server.sql<{ writes: number }>(
      `select coalesce(sum(n_tup_upd + n_tup_ins), 0)::int as writes from pg_stat_user_tables where relname = 'ingest_tallies'`,
    );
    return row!.writes;
  };

  it('keeps a row that PostgreSQL refuses as text, and its neighbours as they are', async () => {
    // Beyond the wire's own limits: what it lets through, PostgreSQL takes.
    const tooDeep = `{"event":"Deep","properties":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const events = [
      event('torn', 'm1', '{"n":1}'),
      event('torn', 'm2', tooDeep),
      event('torn', 'm3', '{"n":3}'),
    ];
    expect(await writer.write(1, events, none)).toEqual(['accepted', 'accepted', 'accepted']);
    const rows = await server.sql<{ message: string; type: string }>(
      `select message_id as message, jsonb_typeof(payload) as type from events where identity = 'torn' order by id`,
    );
    expect(rows).toEqual([
      { message: 'm1', type: 'object' },
      { message: 'm2', type: 'string' },
      { message: 'm3', type: 'object' },
    ]);
  });

  it('keeps the order of a user’s events', async () => {
    for (let i = 0; i < 20; i += 1)
      await writer.write(1, [event('order', `a${i}`), event('order', `b${i}`)], none);
    const rows = await server.sql<{ message: string }>(
      `select message_id as message from events where identity = 'order' order by id`,
    );
    expect(rows.map(({ message }) => message)).toEqual(
      [...Array(20).keys()].flatMap((i) => [`a${i}`, `b${i}`]),
    );
  });

  it('refuses at once when too much waits, and takes events again afterwards', async () => {
    const large = 'x'.repeat(4_000_000);
    const writes = Array.from({ length: 20 }, (_, i) =>
      writer.write(1, [event('full', `full-${i}`, JSON.stringify(large))], none),
    );
    const results = await Promise.allSettled(writes);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused)
      expect(reason).toMatchObject({ kind: 'overloaded', details: { retryAfter: 1 } });
    expect(await stored('full')).toBe(20 - refused.length);
    expect(await writer.write(1, [event('full')], none)).toEqual(['accepted']);
  });

  it('counts accepted, duplicates, drops and ignored calls in the transaction that stores them', async () => {
    const sums = async () =>
      (
        await server.sql<Record<string, number>>(
          `select sum(accepted)::int as accepted, sum(duplicates)::int as duplicates, sum(dropped)::int as dropped,
             sum(ignored)::int as ignored from ingest_tallies where environment_id = 2`,
        )
      )[0]!;
    const before = await sums();
    const id = randomUUID();
    await writer.write(2, [event('tally', id), event('tally', id)], { dropped: 3, ignored: 2 });
    await writer.write(2, [], { dropped: 1, ignored: 0 });
    const after = await sums();
    expect(Object.fromEntries(Object.keys(after).map((key) => [key, after[key]! - before[key]!]))).toEqual({
      accepted: 1,
      duplicates: 1,
      dropped: 4,
      ignored: 2,
    });
  });
});
