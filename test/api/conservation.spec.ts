import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
  for (const id of ['seats', 'messages'])
    await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const prove = async (full = false, key?: string): Promise<any> =>
  (await server.call('GET', `/api/conservation${full ? '?verify=full' : ''}`, undefined, key)).body;

const track = (userId: string, event: string, properties: object = {}, messageId?: string) => ({
  type: 'track',
  userId,
  event,
  properties,
  ...(messageId && { messageId }),
});

const nothing = {
  balanced: true,
  received: 0,
  stored: 0,
  mapped: 0,
  unmapped: 0,
  identified: 0,
  pending: 0,
  duplicates: 0,
  dropped: 0,
  ignored: 0,
  usage: { equal: true, features: [] },
  verification: null,
};

const awaitingRun = { events: 0, runs: [] };

describe('the counts', () => {
  test('are zero and balanced in an empty store', async () => {
    expect(await prove()).toEqual(nothing);
    expect(await prove(true)).toEqual({
      ...nothing,
      verification: { checked: 0, differences: 0, samples: [], awaitingRun },
    });
  });

  test('are those of every call that came, good and bad, and balanced before and after attribution', async () => {
    const post = async (path: string, body: unknown, status: number) =>
      expect(await server.call('POST', path, body)).toMatchObject({ status });
    await post(
      '/v1/batch',
      {
        batch: [
          track('u1', 'Used', { featureId: 'seats', delta: 2 }, 'm1'),
          track('u1', 'Used', { featureId: 'seats', delta: -0.5 }),
          track('u2', 'Used', { featureId: 'nothing' }),
          { type: 'identify', userId: 'u1', traits: { name: 'Ada' } },
          { type: 'page', userId: 'u1' },
          { type: 'track', event: 'Anonymous', anonymousId: 'a1' },
          { type: 'track', userId: 'u1' },
          'no call at all',
          track('u1', 'Used', { featureId: 'seats', delta: 2 }, 'm1'),
        ],
      },
      200,
    );
    await post('/v1/track', track('u1', 'Used', { featureId: 'seats', delta: 2 }, 'm1'), 200);
    await post('/v1/track', track('u3', 'Seen', {}), 200);
    await post('/v1/identify', { userId: 'u4' }, 200);
    await post('/v1/group', { userId: 'u1', groupId: 'g1' }, 200);
    await post('/segment/events', { type: 'alias', userId: 'u1' }, 202);
    await post('/segment/events', [track('u5', 'Used', { featureId: 'messages' }), { type: 'screen' }], 200);
    await post('/v1/track', { event: 'Anonymous' }, 400);
    await post('/v1/batch', { batch: [{ type: 'track' }, 5] }, 400);
    // Calls that nobody may make, or that are none, are not counted.
    await server.call('POST', '/v1/track', track('u1', 'Used'), `prv_test_${'x'.repeat(32)}`);
    expect((await fetch(`${server.origin}/v1/track`, { method: 'POST', body: '{' })).status).toBeGreaterThan(
      399,
    );

    const counts = { received: 7, stored: 7, duplicates: 2, dropped: 6, ignored: 4 };
    expect(await prove()).toEqual({ ...nothing, ...counts, pending: 7 });
    await server.startWorker();
    await server.settled();
    expect(await prove(true)).toEqual({
      ...nothing,
      ...counts,
      mapped: 3,
      unmapped: 2,
      identified: 2,
      usage: {
        equal: true,
        features: [
          { featureId: 'messages', records: 1, rollups: 1 },
          { featureId: 'seats', records: 1.5, rollups: 1.5 },
        ],
      },
      verification: { checked: 5, differences: 0, samples: [], awaitingRun },
    });
  });

  test('of one environment know nothing of the other', async () => {
    const before = await prove(true);
    await server.call(
      'POST',
      '/v1/batch',
      { batch: [track('u1', 'Used', {}, 'm1'), { type: 'page' }] },
      server.liveKey,
    );
    await server.settled();
    expect(await prove(true)).toEqual(before);
    expect(await prove(false, server.liveKey)).toEqual({
      ...nothing,
      received: 1,
      stored: 1,
      unmapped: 1,
      ignored: 1,
    });
  });
});

/** What a fault of a disk, a person or the server may leave behind: each is made, seen, and mended again. */
describe('the proof fails', () => {
  const tables = [
    'events',
    'pending_events',
    'unmapped_events',
    'usage_records',
    'usage_rollups',
    'rule_applications',
    'rule_application_partitions',
  ];
  const victim = `event_id = (select id from events where message_id = 'victim')`;
  const ruled = `event_id = (select id from events where message_id = 'ruled')`;
  // Recorded, taken back and recorded again: the entries 0, 1 and 2.
  const taken = `event_id = (select id from events where message_id = 'taken')`;
  const takenRollup = `identity = 'taker' and feature_id = 'messages'`;
  const unmapped = `event_id = (select id from events where message_id = 'unmapped')`;
  const rollup = `identity = 'victim' and feature_id = 'seats'`;
  const asUnmapped = (message: string) =>
    `insert into unmapped_events select partition, environment_id, name, id, 'no_rule', null, identity, received_at
     from events where message_id = '${message}'`;

  const sums = (records: number, rollups: number) => ({
    equal: false,
    features: expect.arrayContaining([{ featureId: 'seats', records, rollups }]),
  });

  interface Fault {
    when: string;
    statements: string[];
    /** What the quick proof says of it. Absent: it shows only where every event is judged again. */
    counts?: object;
    /** What the full proof says of its usage. */
    usage?: object;
    difference?: { message: string; stored: RegExp; recomputed: RegExp };
  }

  const faults: Fault[] = [
    {
      when: 'a rollup is not the sum of its records',
      statements: [`update usage_rollups set used = used + 1 where ${rollup}`],
      counts: { usage: sums(4.5, 5.5) },
    },
    {
      when: 'a rollup is gone',
      statements: [`delete from usage_rollups where ${rollup}`],
      counts: { usage: sums(4.5, 1.5) },
    },
    {
      when: 'a rollup has no records',
      statements: [
        `insert into usage_rollups select partition, environment_id, identity, 'ghost', hour, 1, 1
         from usage_rollups where ${rollup}`,
      ],
      counts: {
        usage: {
          equal: false,
          features: expect.arrayContaining([{ featureId: 'ghost', records: 0, rollups: 1 }]),
        },
      },
    },
    {
      when: 'a rollup belongs to another user',
      statements: [`update usage_rollups set identity = 'thief' where ${rollup}`],
      usage: { equal: false },
    },
    {
      when: 'a rollup counts a record too many',
      statements: [`update usage_rollups set records = records + 1 where ${rollup}`],
      usage: { equal: false },
    },
    {
      when: 'a usage record is lost',
      statements: [`delete from usage_records where ${victim}`],
      counts: { mapped: 5, usage: sums(1.5, 4.5) },
      difference: { message: 'victim', stored: /^nowhere$/, recomputed: /mapped/ },
    },
    {
      when: 'a usage record and its rollup are lost',
      statements: [`delete from usage_records where ${victim}`, `delete from usage_rollups where ${rollup}`],
      counts: { mapped: 5, usage: { equal: true } },
      difference: { message: 'victim', stored: /^nowhere$/, recomputed: /mapped/ },
    },
    {
      when: 'an unmapped event is in no list',
      statements: [`delete from unmapped_events where ${unmapped}`],
      counts: { unmapped: 2 },
      difference: { message: 'unmapped', stored: /^nowhere$/, recomputed: /unmapped/ },
    },
    {
      when: 'an event is lost',
      statements: [
        `delete from unmapped_events where ${unmapped}`,
        `delete from events where message_id = 'unmapped'`,
      ],
      counts: { received: 11, stored: 10, unmapped: 2 },
    },
    {
      when: 'an event is lost that still counts as unmapped',
      statements: [`delete from events where message_id = 'unmapped'`],
      counts: { received: 11, stored: 10, unmapped: 3 },
    },
    {
      when: 'an event is stored that nobody sent',
      statements: [
        `insert into events select partition, environment_id, nextval('event_id'), occurred_at, received_at, type,
           'smuggled', identity, name, payload from events where message_id = 'unmapped'`,
        asUnmapped('smuggled'),
        `update unmapped_events set reason = 'unknown_feature', feature_id = 'nothing'
         where event_id = (select id from events where message_id = 'smuggled')`,
      ],
      counts: { received: 11, stored: 12, unmapped: 4 },
    },
    {
      when: 'an event is mapped and unmapped',
      statements: [asUnmapped('victim')],
      counts: { unmapped: 4 },
      difference: { message: 'victim', stored: /mapped and unmapped/, recomputed: /one of them/ },
    },
    {
      when: 'an event is unmapped that a rule maps',
      statements: [
        asUnmapped('ruled'),
        `delete from usage_records where ${ruled}`,
        `delete from usage_rollups where identity = 'victim' and feature_id = 'messages'`,
      ],
      difference: { message: 'ruled', stored: /unmapped/, recomputed: /^mapped$/ },
    },
    {
      when: 'an event is unmapped for a reason that is not its own',
      statements: [`update unmapped_events set reason = 'no_rule' where ${unmapped}`],
      difference: { message: 'unmapped', stored: /no_rule/, recomputed: /unknown_feature/ },
    },
    {
      when: 'an amount changed, in the record and its rollup alike',
      statements: [
        `update usage_records set delta = 4 where ${victim}`,
        `update usage_rollups set used = 4 where ${rollup}`,
      ],
      difference: { message: 'victim', stored: /^4 of seats/, recomputed: /3$/ },
    },
    {
      when: 'usage went to another user, in the record and its rollup alike',
      statements: [
        `update usage_records set identity = 'thief' where ${victim}`,
        `update usage_rollups set identity = 'thief' where ${rollup}`,
      ],
      difference: { message: 'victim', stored: /thief/, recomputed: /^victim$/ },
    },
    {
      when: 'usage went to another month, in the record and its rollup alike',
      statements: [
        `update usage_records set occurred_at = occurred_at - interval '960 hours' where ${victim}`,
        `update usage_rollups set hour = hour - interval '960 hours' where ${rollup}`,
      ],
      difference: { message: 'victim', stored: / at \d{4}-/, recomputed: /^\d{4}-/ },
    },
    {
      when: 'usage went to another feature, in the record and its rollup alike',
      statements: [
        `update usage_records set feature_id = 'messages' where ${victim}`,
        `update usage_rollups set used = used + 3, records = records + 1
         where identity = 'victim' and feature_id = 'messages'`,
        `delete from usage_rollups where ${rollup}`,
      ],
      difference: { message: 'victim', stored: /3 of messages by featureId/, recomputed: /another feature/ },
    },
    {
      when: 'usage names a rule that does not match its event',
      statements: [
        `update usage_records set rule_id = r.rule_id, rule_version = r.rule_version
         from usage_records r where r.${ruled} and usage_records.${victim}`,
      ],
      difference: { message: 'victim', stored: /by rule .* version 1/, recomputed: /no match/ },
    },
    {
      when: 'usage names a version of a rule that never was',
      statements: [`update usage_records set rule_version = 7 where ${ruled}`],
      difference: { message: 'ruled', stored: /version 7/, recomputed: /no match/ },
    },
    {
      when: 'a reversal is lost',
      statements: [`delete from usage_records where ${taken} and entry = 1`],
      counts: { usage: { equal: false } },
      difference: { message: 'taken', stored: /^entry 2 of messages$/, recomputed: /^entry 1 before it$/ },
    },
    {
      when: 'a record is lost together with its reversal',
      statements: [`delete from usage_records where ${taken} and entry < 2`],
      difference: { message: 'taken', stored: /^entry 2 of messages$/, recomputed: /^entry 0 before it$/ },
    },
    {
      when: 'a reversal takes back another amount, in the record and its rollup alike',
      statements: [
        `update usage_records set delta = -5 where ${taken} and entry = 1`,
        `update usage_rollups set used = used + 2 where ${takenRollup}`,
      ],
      difference: { message: 'taken', stored: /^reversal -5 of messages/, recomputed: /^-7 of messages/ },
    },
    {
      when: 'a reversal names another version than its record',
      statements: [`update usage_records set rule_version = 2 where ${taken} and entry = 1`],
      difference: { message: 'taken', stored: /^reversal .* version 2$/, recomputed: /version 1 for taker$/ },
    },
    {
      when: 'a reversal is of another user than its record',
      statements: [`update usage_records set identity = 'thief' where ${taken} and entry = 1`],
      usage: { equal: false },
      difference: { message: 'taken', stored: /^reversal/, recomputed: /for taker$/ },
    },
    {
      when: 'what was taken back was never so much',
      statements: [`update usage_records set delta = 70 * sign(delta) where ${taken} and entry < 2`],
      difference: { message: 'taken', stored: /^70 of messages/, recomputed: /^delta 7$/ },
    },
    {
      when: 'usage is taken back that nobody took back',
      statements: [
        `insert into usage_records select partition, event_id, feature_id, environment_id, identity, -delta,
           occurred_at, rule_id, rule_version, now(), entry + 1 from usage_records where ${taken} and entry = 2`,
        `update usage_rollups set used = 0, records = 0 where ${takenRollup}`,
      ],
      counts: { mapped: 5, usage: { equal: true } },
      difference: { message: 'taken', stored: /^nowhere$/, recomputed: /mapped or unmapped/ },
    },
    {
      when: 'an event is mapped and pending',
      statements: [
        // Of a time to come, for which no worker looks.
        `insert into pending_events select partition, id, environment_id, now() + interval '1 day'
         from events where message_id = 'victim'`,
      ],
      counts: { pending: 1 },
      difference: { message: 'victim', stored: /^pending and mapped$/, recomputed: /one of them/ },
    },
    {
      when: 'an event is unmapped that a rule maps, and a later run of that rule was cancelled',
      statements: [
        asUnmapped('ruled'),
        `delete from usage_records where ${ruled}`,
        `delete from usage_rollups where identity = 'victim' and feature_id = 'messages'`,
        `insert into rule_applications (environment_id, rule_id, rule_version, state)
         select 1, rule_id, rule_version, 'cancelled' from rule_applications where rule_id is not null limit 1`,
        `insert into rule_application_partitions (application_id, partition)
         select id, partition from rule_applications, partitions where state = 'cancelled'`,
      ],
      difference: { message: 'ruled', stored: /unmapped/, recomputed: /^mapped$/ },
    },
  ];

  beforeAll(async () => {
    const conditions = [{ kind: 'event_name', operator: 'equals', value: 'Ruled' }];
    await server.call('POST', '/api/rules', { name: 'R', featureId: 'messages', conditions });
    await server.call('POST', '/v1/batch', {
      batch: [
        track('victim', 'Used', { featureId: 'seats', delta: 3 }, 'victim'),
        track('victim', 'Ruled', {}, 'ruled'),
        track('victim', 'Lost', { featureId: 'nothing' }, 'unmapped'),
        track('taker', 'Taken', { delta: 7 }, 'taken'),
      ],
    });
    const taker = {
      name: 'T',
      featureId: 'messages',
      conditions: [{ kind: 'event_name', operator: 'equals', value: 'Taken' }],
    };
    const { id } = (await server.call('POST', '/api/rules', taker)).body;
    await server.settled();
    await server.call('POST', `/api/rules/${id}/retract`, { disable: true });
    await server.settled();
    await server.call('POST', `/api/rules/${id}/restore`, { version: 1 });
    await server.settled();
    for (const table of tables) await server.sql(`create table good_${table} as table ${table}`);
    expect(await prove(true)).toMatchObject({ balanced: true, received: 11, mapped: 6, unmapped: 3 });
  });

  test.each(faults)('when $when', async ({ statements, counts, usage, difference }) => {
    const events = await server.sql<{ id: string; message_id: string }>('select id, message_id from events');
    const idOf = (message: string) => events.find((event) => event.message_id === message)?.id;
    try {
      for (const statement of statements) await server.sql(statement);
      expect(await prove()).toMatchObject({ ...counts, balanced: counts === undefined });
      const full = await prove(true);
      expect(full).toMatchObject({ ...counts, ...(usage && { usage }), balanced: false });
      expect(full.verification).toEqual({
        checked: expect.any(Number),
        differences: difference ? 1 : 0,
        samples: difference
          ? [
              {
                eventId: idOf(difference.message),
                stored: expect.stringMatching(difference.stored),
                recomputed: expect.stringMatching(difference.recomputed),
              },
            ]
          : [],
        awaitingRun,
      });
    } finally {
      for (const table of tables)
        await server.sql(`truncate ${table}; insert into ${table} table good_${table}`);
    }
    expect(await prove(true)).toMatchObject({ balanced: true });
  });
});
