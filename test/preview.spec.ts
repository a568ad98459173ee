import { RulePreview } from '#libs/kana';
import { type Condition, matches } from '#libs/rules';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { expectProblem, noId } from './api/support.js';
import { startTestServer, type TestServer } from './harness.js';

const nameIs = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const propertyIs = (path: string, value: unknown) => ({ kind: 'property', path, operator: 'equals', value });
const exactly = (value: number) => ({ value, low: value, high: value });

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['f0', 'f1', 'f2'])
    await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const preview = async (body: object) => {
  const answer = await server.call('POST', '/api/rules/preview', body);
  expect(answer.status).toBe(200);
  return answer.body;
};
const send = async (batch: object[]) => {
  await server.call('POST', '/v1/batch', { batch: batch.map((call) => ({ type: 'track', ...call })) });
  await server.settled();
};

describe('what a preview tells', () => {
  it('shows usage by feature and day, the newest events, and those that miss by a type', async () => {
    const day = (date: number) => `2026-03-0${date}T12:00:00Z`;
    await send([
      { userId: 'a', event: 'Plan Bought', timestamp: day(1), properties: { plan: '5', delta: 2 } },
      { userId: 'a', event: 'Plan Bought', timestamp: day(2), properties: { plan: '5', delta: 0.5 } },
      { userId: 'b', event: 'Plan Bought', timestamp: day(2), properties: { plan: '5' } },
      { userId: 'c', event: 'Plan Bought', timestamp: day(2), properties: { plan: 5 } },
      { userId: 'd', event: 'Plan Bought', timestamp: day(2), properties: { plan: 5 } },
      { userId: 'd', event: 'Plan Bought', timestamp: day(2), properties: { plan: 6 } },
      { userId: 'd', event: 'Plan Bought', timestamp: day(2), properties: { plan: '5', delta: 'many' } },
      { userId: 'd', event: 'Plan Sold', timestamp: day(2), properties: { plan: '5' } },
    ]);
    const rule = {
      name: 'Fives',
      featureId: 'f0',
      conditions: [nameIs('Plan Bought'), propertyIs('plan', '5')],
    };
    const answer = await preview({ action: 'create', rule });
    const zero = { events: exactly(0), units: exactly(0), users: exactly(0) };
    const none = { events: exactly(0), units: exactly(0) };
    const gained = { events: exactly(3), units: exactly(3.5), users: exactly(2) };
    expect(answer).toMatchObject({
      unmapped: { events: exactly(3), users: exactly(2) },
      features: [{ featureId: 'f0', gained, lost: zero }],
      perDay: [
        {
          day: '2026-03-02',
          featureId: 'f0',
          gained: { events: exactly(2), units: exactly(1.5) },
          lost: none,
        },
        { day: '2026-03-01', featureId: 'f0', gained: { events: exactly(1), units: exactly(2) }, lost: none },
      ],
      looked: {
        unmapped: { events: 7, of: exactly(7), exact: true, method: 'all' },
        recorded: { events: 0, of: exactly(0), exact: true },
      },
      nearMisses: [
        {
          ruleId: null,
          ruleName: 'Fives',
          condition: 1,
          type: 'number',
          value: 5,
          events: exactly(2),
          message: '2 events: `plan` is the number 5, the rule wants the text "5"',
        },
      ],
      notes: [],
    });
    expect(answer.samples.gained.map(({ userId }: any) => userId)).toEqual(['b', 'a', 'a']);
    expect(answer.samples.gained[0]).toMatchObject({
      name: 'Plan Bought',
      occurredAt: '2026-03-02T12:00:00.000Z',
      properties: { plan: '5' },
      usage: [{ featureId: 'f0', delta: 1 }],
      rules: [
        { ruleId: null, name: 'Fives', matches: true, conditions: [{ verdict: true }, { verdict: true }] },
      ],
    });
  });

  it('says of a rule that is deleted what it recorded, and that this stays', async () => {
    const rule = {
      name: 'Fives',
      featureId: 'f0',
      conditions: [nameIs('Plan Bought'), propertyIs('plan', '5')],
    };
    const { id } = (await server.call('POST', '/api/rules', rule)).body;
    await server.settled();
    const answer = await preview({ action: 'delete', ruleId: id });
    const lost = { events: exactly(3), units: exactly(3.5), users: exactly(2) };
    expect(answer).toMatchObject({
      unmapped: { events: exactly(0) },
      features: [{ featureId: 'f0', lost }],
      looked: { unmapped: { of: exactly(0) }, recorded: { events: 3, of: exactly(3), exact: true } },
    });
    expect(answer.samples.lost).toHaveLength(3);
    expect(answer.notes).toEqual([
      expect.stringContaining('it counts until it is retracted'),
      expect.stringContaining('maps nothing'),
    ]);

    // Another rule gives the same feature: nothing would be lost.
    const other = { ...rule, conditions: [nameIs('Plan Bought')], enabled: true };
    const second = (await server.call('POST', '/api/rules', other)).body;
    expect((await preview({ action: 'disable', ruleId: id })).features[0].lost).toMatchObject({
      events: exactly(0),
    });
    await server.call('DELETE', `/api/rules/${second.id}`);
    await server.call('DELETE', `/api/rules/${id}`);
  });

  it('counts neither usage that was retracted nor its reversal, and counts once what was recorded again', async () => {
    const rule = { name: 'Sold', featureId: 'f1', conditions: [nameIs('Plan Sold')] };
    const { id } = (await server.call('POST', '/api/rules', rule)).body;
    await server.settled();
    const recorded = async () => (await preview({ action: 'delete', ruleId: id })).looked.recorded.of;
    expect(await recorded()).toEqual(exactly(1));
    await server.call('POST', `/api/rules/${id}/retract`, { disable: true });
    await server.settled();
    expect(await recorded()).toEqual(exactly(0));
    await server.call('POST', `/api/rules/${id}/enable`);
    await server.settled();
    expect(await recorded()).toEqual(exactly(1));
    await server.call('DELETE', `/api/rules/${id}`);
  });

  it('refuses what saving would refuse', async () => {
    const call = (body: object) => server.call('POST', '/api/rules/preview', body);
    expectProblem(await call({ action: 'delete', ruleId: noId }), 404, 'rule_not_found');
    const rule = { name: 'R', featureId: 'nowhere', conditions: [nameIs('E')] };
    expectProblem(await call({ action: 'create', rule }), 400, 'unknown_feature', ['rule.featureId']);
  });
});

it('waits for no lock: a preview answers while every partition has a writer', async () => {
  const writer = server.api.get<DataSource>(getDataSourceToken()).createQueryRunner();
  try {
    await writer.startTransaction();
    await writer.query('select from partitions for update');
    const rule = { name: 'R', featureId: 'f0', conditions: [nameIs('Plan Bought')] };
    expect((await preview({ action: 'create', rule })).looked.unmapped.exact).toBe(true);
  } finally {
    await writer.rollbackTransaction();
    await writer.release();
  }
});

it('refuses more previews at once than it can hold, and those that it takes answer', async () => {
  const rule = { name: 'R', featureId: 'f0', conditions: [nameIs('Plan Bought')] };
  const body = { action: 'create', rule };
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => server.call('POST', '/api/rules/preview', body)),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses).toEqual(new Set([200, 429]));
  expectProblem(
    answers.find(({ status }) => status === 429)!,
    429,
    'too_many_previews',
  );
});

describe('a preview and what then happens', () => {
  interface Stored {
    id: string;
    name: string;
    properties: unknown;
  }
  interface RecordRow {
    event: string;
    feature: string;
    rule: string | null;
    delta: string;
    identity: string;
    day: string;
  }
  const records = () =>
    server.sql<RecordRow>(
      `select event_id::text as event, feature_id as feature, rule_id as rule, delta::text as delta, identity,
         to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day
       from usage_records where environment_id = 1`,
    );
  const events = () =>
    server.sql<Stored>(
      `select id::text as id, payload->>'event' as name, payload->'properties' as properties
       from events where environment_id = 1 and type = 'track'`,
    );

  /** The same sums as a preview's, by SQL's own arithmetic. */
  const summed = async (rows: RecordRow[], by: (row: RecordRow) => string) => {
    const sums: Record<string, { events: number; units: number; users: number }> = {};
    for (const key of new Set(rows.map(by))) {
      const some = rows.filter((row) => by(row) === key);
      const [sum] = await server.sql<{ units: string }>(
        'select sum(d::numeric) as units from unnest($1::text[]) as t (d)',
        [some.map(({ delta }) => delta)],
      );
      sums[key] = {
        events: new Set(some.map(({ event }) => event)).size,
        units: Number(sum!.units),
        users: new Set(some.map(({ identity }) => identity)).size,
      };
    }
    return sums;
  };

  /** What a preview says, by feature or by day: only what is not 0. */
  const told = (rows: any[], side: 'gained' | 'lost', key: (row: any) => string) =>
    Object.fromEntries(
      rows
        .filter((row) => row[side].events.value > 0)
        .map((row) => {
          const { events, units, users } = row[side];
          for (const amount of [events, units, users ?? events])
            expect(amount).toEqual(exactly(amount.value));
          return [key(row), { events: events.value, units: units.value, users: users?.value }];
        }),
    );

  const value = fc.constantFrom<unknown>('x', 'y', 5, '5', true, null);
  const condition = fc.oneof(
    fc.constantFrom('A', 'B', 'C').map(nameIs),
    fc
      .tuple(fc.constantFrom('p', 'q'), fc.constantFrom<unknown>('x', 'y', 5, '5', true))
      .map(([path, it]) => propertyIs(path, it)),
    fc.constantFrom('p', 'q').map((path) => ({ kind: 'property', path, operator: 'exists' })),
    fc.constant({ kind: 'property', path: 'q', operator: 'not_equals', value: 'x' }),
  );
  const conditions = fc
    .array(condition, { minLength: 1, maxLength: 2 })
    .filter((list) => list.filter(({ kind }) => kind === 'event_name').length < 2);
  const call = fc.record({
    userId: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
    event: fc.constantFrom('A', 'B', 'C'),
    timestamp: fc.constantFrom('2026-05-01T23:59:59.999Z', '2026-05-02T00:00:00Z', '2026-05-09T10:00:00Z'),
    properties: fc.record({
      p: value,
      q: value,
      delta: fc.constantFrom<unknown>(undefined, 0.1, 0.2, '2.5', -3, 1000, 'none', 0),
      featureId: fc.oneof(
        { weight: 8, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom('f0', 'f9') },
      ),
    }),
  });
  const step = fc.record({
    calls: fc.array(call, { minLength: 8, maxLength: 16 }),
    action: fc.constantFrom('create', 'create', 'update', 'update', 'enable', 'disable', 'delete'),
    which: fc.nat(),
    rule: fc.record({
      name: fc.constant('R'),
      featureId: fc.constantFrom('f0', 'f1', 'f2'),
      enabled: fc.boolean(),
      conditions,
    }),
  });

  it('are the same, to the last digit, for random rules, events and changes', async () => {
    const seed = Number(process.env.KANA_TEST_SEED ?? 20_261_124);
    let gains = 0;
    let losses = 0;
    for (const { calls, action, which, rule } of fc.sample(step, { numRuns: 40, seed })) {
      await send([{ userId: 'u0', event: 'Beat' }, ...calls]);
      const rules: any[] = (await server.call('GET', '/api/rules?limit=200')).body.data;
      const target = rules[which % Math.max(1, rules.length)];
      if (!target && action !== 'create') continue;
      const body =
        action === 'create'
          ? { action, rule }
          : action === 'update'
            ? { action, ruleId: target.id, rule }
            : { action, ruleId: target.id };
      const answer = await preview(body);

      const before = await records();
      if (action === 'create') await server.call('POST', '/api/rules', rule);
      else if (action === 'update') await server.call('PUT', `/api/rules/${target.id}`, rule);
      else if (action === 'delete') await server.call('DELETE', `/api/rules/${target.id}`);
      else await server.call('POST', `/api/rules/${target.id}/${action}`);
      await server.settled();
      const key = ({ event, feature }: RecordRow) => `${event} ${feature}`;
      const there = new Set(before.map(key));
      const after = await records();
      const gained = after.filter((row) => !there.has(key(row)));

      // Usage of the rule that the rules gave, and give no more.
      const gives = (set: any[], feature: string, event: Stored) =>
        set.some(
          (one) =>
            one.enabled &&
            one.featureId === feature &&
            matches({ conditions: one.conditions as Condition[] }, event),
        );
      const byId = new Map((await events()).map((event) => [event.id, event]));
      const changed: any[] = (await server.call('GET', '/api/rules?limit=200')).body.data;
      const lost = before.filter(
        (row) =>
          action !== 'create' &&
          row.rule === target.id &&
          gives(rules, row.feature, byId.get(row.event)!) &&
          !gives(changed, row.feature, byId.get(row.event)!),
      );

      const ofFeature = (row: RecordRow) => row.feature;
      const ofDay = (row: RecordRow) => `${row.day} ${row.feature}`;
      const feature = (row: any) => row.featureId;
      const day = (row: any) => `${row.day} ${row.featureId}`;
      expect(told(answer.features, 'gained', feature)).toEqual(await summed(gained, ofFeature));
      expect(told(answer.features, 'lost', feature)).toEqual(await summed(lost, ofFeature));
      expect(told(answer.perDay, 'gained', day)).toMatchObject(withoutUsers(await summed(gained, ofDay)));
      expect(told(answer.perDay, 'lost', day)).toMatchObject(withoutUsers(await summed(lost, ofDay)));
      expect(answer.unmapped.events).toEqual(exactly(new Set(gained.map(({ event }) => event)).size));
      expect(answer.unmapped.users).toEqual(exactly(new Set(gained.map(({ identity }) => identity)).size));
      expect(answer.looked.unmapped.exact && answer.looked.recorded.exact).toBe(true);
      gains += gained.length;
      losses += lost.length;
    }
    // The steps did something.
    expect(gains).toBeGreaterThan(50);
    expect(losses).toBeGreaterThan(20);
  });

  const withoutUsers = (sums: Record<string, { events: number; units: number }>) =>
    Object.fromEntries(Object.entries(sums).map(([key, { events, units }]) => [key, { events, units }]));
});

describe('a preview of more than it can look at', () => {
  const total = 6_000;

  beforeAll(async () => {
    // In the live environment: 6,000 events, user and plan each by their own stride, and 3,000 records of a rule.
    await server.call(
      'POST',
      '/api/features',
      { id: 'large', name: 'L', type: 'CONSUMABLE' },
      server.liveKey,
    );
    await server.sql(
      `with e as (
         insert into events
           (partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload)
         select n % 16, 2, gen_random_uuid()::text, 'track', 'user-' || n % 700, 'Large',
           timestamptz '2026-01-01' + n * interval '5 minutes', now(),
           jsonb_build_object('type', 'track', 'event', 'Large', 'properties',
             jsonb_build_object('n', n % 20, 'even', n % 2 = 0, 'delta', n % 7))
         from generate_series(1, $1::int) n
         returning partition, id, name, identity, received_at
       )
       insert into unmapped_events (partition, environment_id, name, event_id, reason, identity, received_at)
       select partition, 2, name, id, 'no_rule', identity, received_at from e`,
      [total],
    );
  });

  const ask = (conditions: object[], options: object) =>
    server.api.get(RulePreview).preview(
      2,
      {
        rules: [
          {
            action: 'create',
            rule: { name: 'L', featureId: 'large', enabled: true, conditions: conditions as Condition[] },
          },
        ],
      },
      options,
    );
  const nth = (n: number) => [nameIs('Large'), propertyIs('n', n)];
  const within = (amount: { low: number; high: number }, truth: number) =>
    amount.low <= truth && truth <= amount.high;
  /** Of the events with n % 20 = k: every twentieth, whose deltas are their number modulo 7. */
  const truth = (k: number) => {
    const numbers = Array.from({ length: total }, (_, i) => i + 1).filter((n) => n % 20 === k);
    return {
      events: numbers.length,
      units: numbers.reduce((sum, n) => sum + (n % 7), 0),
      users: new Set(numbers.map((n) => n % 700)).size,
    };
  };

  it.each([
    ['random events', 'random_events', { most: 1_000, budgetMs: 30_000 }],
    ['random pages', 'random_pages', { most: 1_000, budgetMs: 30_000, countedPages: 0, drawnPages: 30 }],
  ])('estimates from %s, and the truth lies in its ranges', async (_, method, options) => {
    let held = 0;
    for (let k = 0; k < 20; k += 1) {
      const { looked, features, unmapped, samples, notes } = await ask(nth(k), options);
      expect(looked.unmapped).toMatchObject({ exact: false, method });
      expect(looked.unmapped.events).toBeLessThanOrEqual(1_000);
      expect(within(looked.unmapped.of, total)).toBe(true);
      const { gained } = features[0]!;
      const expected = truth(k);
      held += [
        within(gained.events, expected.events),
        within(gained.units, expected.units),
        within(gained.users, expected.users),
        within(unmapped.events, expected.events),
      ].filter(Boolean).length;
      // No range is so wide that it says nothing.
      expect(gained.events.high).toBeLessThan(3 * expected.events);
      expect(samples.gained).toHaveLength(10);
      expect(notes[0]).toContain('estimates');
    }
    expect(held).toBeGreaterThanOrEqual(80 * 0.9);
  });

  it('shows the newest events though it looked at few', async () => {
    const newest = await server.sql<{ id: string }>(
      `select e.id::text as id from events e
       where e.environment_id = 2 and e.payload @> '{"properties": {"even": true}}' order by e.id desc limit 10`,
    );
    const { samples } = await ask([nameIs('Large'), propertyIs('even', true)], { most: 100 });
    expect(samples.gained.map(({ id }) => id)).toEqual(newest.map(({ id }) => id));
  });

  it('ends when its time is over, and says how far it came', async () => {
    const { looked } = await ask([{ kind: 'property', path: 'even', operator: 'exists' }], { budgetMs: 0.5 });
    expect(looked.unmapped).toMatchObject({ exact: false, of: exactly(total) });
    expect(looked.unmapped.events).toBeLessThan(total);
  });

  it('estimates lost usage from random pages where a feature has more than it can look at', async () => {
    const rule = {
      name: 'Even',
      featureId: 'large',
      conditions: [nameIs('Large'), propertyIs('even', true)],
    };
    const { id } = (await server.call('POST', '/api/rules', rule, server.liveKey)).body;
    await server.settled();
    const disable = { rules: [{ action: 'disable' as const, ruleId: id }] };
    const exact = await server.api.get(RulePreview).preview(2, disable, { budgetMs: 30_000 });
    const lost = exact.features[0]!.lost;
    expect(lost.events).toEqual(exactly(total / 2));
    for (const options of [
      { most: 500, budgetMs: 30_000 },
      { most: 500, budgetMs: 30_000, drawnPages: 12 },
    ]) {
      const estimate = await server.api.get(RulePreview).preview(2, disable, options);
      expect(estimate.looked.recorded.exact).toBe(false);
      const found = estimate.features[0]!.lost;
      expect([
        within(found.events, lost.events.value),
        within(found.units, lost.units.value),
        within(found.users, lost.users.value),
      ]).toEqual([true, true, true]);
    }
  });
});
