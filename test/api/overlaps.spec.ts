import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { send } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['seats', 'rooms'])
    await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const made: string[] = [];
afterEach(async () => {
  for (const id of made.splice(0)) await server.call('DELETE', `/api/rules/${id}`);
});

const named = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const is = (path: string, value: unknown) => ({ kind: 'property', path, operator: 'equals', value });
const where = (path: string, operator: string, more: object = {}) => ({
  kind: 'property',
  path,
  operator,
  ...more,
});

async function create(name: string, conditions: object[], more: object = {}): Promise<any> {
  const answer = await server.call('POST', '/api/rules', { name, featureId: 'seats', conditions, ...more });
  expect(answer.status).toBe(201);
  made.push(answer.body.id);
  return answer.body;
}
const all = async (): Promise<any> => (await server.call('GET', '/api/rules/overlaps')).body;
const draft = async (conditions: object[], more: object = {}): Promise<any> =>
  (await server.call('POST', '/api/rules/overlaps', { featureId: 'seats', conditions, ...more })).body;
const kinds = ({ warnings }: any): string[] => warnings.map(({ kind }: any) => kind).sort();

describe('a rule is saved with a warning', () => {
  test('where no event can match it', async () => {
    const { id, warnings } = await create('Never', [is('plan', 'pro'), is('plan', 'free')]);
    expect(warnings).toEqual([
      {
        kind: 'never_matches',
        severity: 'warning',
        ruleId: id,
        otherRuleId: null,
        message: expect.stringContaining('contradict'),
        evidence: 'conditions',
        events: null,
      },
    ]);
    expect((await all()).warnings).toEqual(warnings);
  });

  test('where every event that matches names its feature itself, so that no rule is asked', async () => {
    const { warnings } = await create('Own', [named('Used'), is('featureId', 'rooms')]);
    expect(warnings).toMatchObject([{ kind: 'never_asked', severity: 'warning' }]);
    expect((await create('Empty', [named('Left'), is('featureId', '')])).warnings).toEqual([]);
    expect(
      (await create('Other', [named('Gone'), where('featureId', 'not_equals', { value: 'x' })])).warnings,
    ).toEqual([]);
  });

  test('where an older rule of its feature records whatever it matches; and it records nothing, indeed', async () => {
    const older = await create('All', [named('Package Created')]);
    const newer = await create('Add-ons', [named('Package Created'), is('type', 'addon')]);
    expect(newer.warnings).toMatchObject([
      {
        kind: 'shadowed',
        severity: 'warning',
        ruleId: newer.id,
        otherRuleId: older.id,
        evidence: 'conditions',
      },
    ]);
    expect(newer.warnings[0].message).toContain('"All"');
    await server.call('POST', '/v1/track', {
      userId: 'u1',
      event: 'Package Created',
      properties: { type: 'addon' },
    });
    await server.settled();
    const [event] = (await server.call('GET', '/api/events?limit=1')).body.data;
    expect(event.usage).toMatchObject([{ featureId: 'seats', ruleId: older.id }]);
    expect((await all()).warnings).toMatchObject([
      { kind: 'shadowed', events: { lookedAt: 1, matched: 1, both: 1, samples: [event.id] } },
    ]);
  });

  test('where one event can match two rules of a feature, which counts once', async () => {
    const one = await create('Pro', [named('Seen'), is('plan', 'pro')]);
    const other = await create('Big', [named('Seen'), where('size', 'greater_than', { value: 5 })]);
    expect(other.warnings).toMatchObject([
      {
        kind: 'same_feature',
        severity: 'note',
        ruleId: other.id,
        otherRuleId: one.id,
        evidence: 'conditions',
      },
    ]);
    // What excludes each other meets nowhere.
    expect((await create('Free', [named('Seen'), is('plan', 'free'), is('size', 1)])).warnings).toEqual([]);
  });

  test('where each of its events counts for another feature, too', async () => {
    const rooms = await create('Rooms', [named('Booked')], { featureId: 'rooms' });
    const seats = await create('Seats', [named('Booked'), is('plan', 'pro')]);
    expect(seats.warnings).toMatchObject([
      { kind: 'double_count', severity: 'note', ruleId: seats.id, otherRuleId: rooms.id },
    ]);
    expect(seats.warnings[0].message).toContain('"seats" and "rooms"');
    // Events that both may match are no reason to warn: the rule is not inside the other.
    const apart = await create('Apart', [named('Booked'), where('kind', 'exists')], { featureId: 'rooms' });
    expect(apart.warnings.map(({ kind, otherRuleId }: any) => [kind, otherRuleId])).toEqual([
      ['shadowed', rooms.id],
    ]);
  });

  test('by every way of saving, and without one while it is disabled', async () => {
    const older = await create('Older', [named('Saved')]);
    const { id, version, warnings } = await create('Newer', [named('Saved'), is('a', 1)], { enabled: false });
    expect(warnings).toEqual([]);
    const body = { name: 'Newer', featureId: 'seats', conditions: [named('Saved')] };
    const saved = [
      await server.call('POST', `/api/rules/${id}/enable`),
      await server.call('PATCH', `/api/rules/${id}`, { conditions: [named('Saved'), is('a', 2)] }),
      await server.call('PUT', `/api/rules/${id}`, body),
    ];
    for (const answer of saved)
      expect(answer).toMatchObject({
        status: 200,
        body: { warnings: [{ kind: 'shadowed', otherRuleId: older.id }] },
      });
    expect(version).toBe(1);
    expect((await server.call('POST', `/api/rules/${id}/disable`)).body.warnings).toEqual([]);
    expect(await all()).toEqual({ warnings: [], complete: true });
    // What is deleted shadows nothing.
    await server.call('DELETE', `/api/rules/${older.id}`);
    expect((await server.call('POST', `/api/rules/${id}/enable`)).body.warnings).toEqual([]);
  });
});

test('a rule is looked at before it is saved, new or edited, and nothing is changed', async () => {
  const first = await create('First', [named('Drafted'), is('a', 1)]);
  const second = await create('Second', [named('Drafted'), is('a', 2)]);
  const fresh = await draft([named('Drafted'), is('a', 1), is('b', 1)]);
  expect(fresh).toMatchObject({
    warnings: [{ kind: 'shadowed', ruleId: null, otherRuleId: first.id, evidence: 'conditions' }],
    complete: true,
  });
  // The first, edited so, would shadow the second.
  expect((await draft([named('Drafted')], { id: first.id })).warnings).toMatchObject([
    { kind: 'shadowed', ruleId: second.id, otherRuleId: first.id },
  ]);
  expect((await draft([named('Drafted')])).warnings.map(({ kind }: any) => kind)).toEqual([
    'same_feature',
    'same_feature',
  ]);
  expect(await draft([named('Elsewhere')])).toEqual({ warnings: [], complete: true });
  expect((await server.call('GET', `/api/rules/${first.id}`)).body).toMatchObject({ version: 1 });
});

describe('stored events', () => {
  test('decide where the conditions prove nothing, and the warning says so', async () => {
    // JSON has numbers beyond those of JavaScript, so the conditions cannot tell whether an event can match this.
    const huge = where('size', 'greater_than', { value: Number.MAX_VALUE });
    const one = await create('Huge', [named('Sized'), huge]);
    const conditions = [named('Sized'), where('b', 'exists')];
    expect(await draft(conditions)).toEqual({ warnings: [], complete: true });
    const calls = ['{"size":1e400,"b":1}', '{"b":1}', '{"size":1e400}'].map(
      (properties) => `{"type":"track","userId":"u1","event":"Sized","properties":${properties}}`,
    );
    const headers = { authorization: `Bearer ${server.testKey}` };
    await send(server, 'POST', '/v1/batch', { headers, body: `{"batch":[${calls.join(',')}]}` });
    await server.settled();
    expect((await draft(conditions)).warnings).toMatchObject([
      {
        kind: 'same_feature',
        otherRuleId: one.id,
        evidence: 'events',
        events: { matched: 2, both: 1, samples: [expect.any(String)] },
      },
    ]);
  });

  test('show rules that older ones cover together, though none does alone', async () => {
    const free = await create('Free', [named('Planned'), is('plan', 'free')]);
    await create('Pro', [named('Planned'), is('plan', 'pro')]);
    const any = await create('Any', [named('Planned')]);
    expect(kinds(any)).toEqual(['same_feature', 'same_feature']);
    const batch = Array.from({ length: 10 }, (_, n) => ({
      type: 'track',
      userId: `u${n}`,
      event: 'Planned',
      properties: { plan: n % 2 ? 'pro' : 'free' },
    }));
    // No rule is asked for these.
    batch.push({ type: 'track', userId: 'u1', event: 'Planned', properties: { featureId: 'rooms' } as any });
    batch.push({ type: 'track', userId: 'u1', event: 'Planned', properties: { delta: 'many' } as any });
    await server.call('POST', '/v1/batch', { batch });
    await server.settled();
    const { warnings } = await all();
    const shadowed = warnings.filter(({ kind }: any) => kind === 'shadowed');
    expect(shadowed).toMatchObject([
      { ruleId: any.id, evidence: 'events', events: { matched: 10, both: 10 } },
    ]);
    expect(shadowed[0].events.samples).toHaveLength(3);
    expect(shadowed[0].message).toContain('All 10'.toLowerCase());
    const met = warnings.find(
      ({ kind, otherRuleId }: any) => kind === 'same_feature' && otherRuleId === free.id,
    );
    expect(met.events).toMatchObject({ matched: 10, both: 5 });

    await server.call('POST', '/v1/track', { userId: 'u1', event: 'Planned', properties: { plan: 'gold' } });
    await server.settled();
    expect(kinds(await all())).toEqual(['same_feature', 'same_feature']);
  });
});

test('thousands of rules are compared within seconds, those that cannot meet not at all', async () => {
  const insert = (count: number, conditions: string) =>
    server.sql(
      `insert into rules (environment_id, version, name, feature_id, enabled, conditions)
       select 2, 1, 'R' || n, 'seats', true, ${conditions} from generate_series(1, $1::int) n`,
      [count],
    );
  const live = async () => (await server.call('GET', '/api/rules/overlaps', undefined, server.liveKey)).body;
  const name = `jsonb_build_object('kind', 'event_name', 'operator', 'equals', 'value', 'E' || n)`;
  await insert(5_000, `jsonb_build_array(${name})`);
  expect(await live()).toEqual({ warnings: [], complete: true });
  // Each of these may meet all others: more than can be told, which is said.
  await insert(
    2_000,
    `jsonb_build_array(jsonb_build_object('kind', 'property', 'path', 'p' || n, 'operator', 'exists'))`,
  );
  const many = await live();
  expect(many.complete).toBe(false);
  expect(many.warnings).toHaveLength(1_000);
});
