import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { pagesOf, queryOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['seats', 'messages'])
    await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const is = (path: string, value: unknown) => ({ kind: 'property', path, operator: 'equals', value });
const named = (value: string) => ({ kind: 'event_name', operator: 'equals', value });

async function rule(name: string, featureId: string, conditions: object[], more: object = {}): Promise<any> {
  const { body } = await server.call('POST', '/api/rules', { name, featureId, conditions, ...more });
  await server.settled();
  return body;
}

async function send(event: string, properties: object = {}): Promise<string> {
  await server.call('POST', '/v1/track', { userId: 'u1', event, properties });
  await server.settled();
  return (await server.call('GET', `/api/events?${queryOf({ name: event, limit: '1' })}`)).body.data[0].id;
}

const explain = async (id: string): Promise<any> =>
  (await server.call('GET', `/api/events/${id}/explain?limit=200`)).body;

/** What is said of one rule. */
const about = ({ data }: any, { id }: any): any => data.find(({ ruleId }: any) => ruleId === id);

test('rules stand nearest miss first: misses, then what type and spelling cannot excuse, then enabled, then older', async () => {
  const properties = { plan: 'Pro', seats: '5', region: 'eu' };
  const twoFar = await rule('two far', 'seats', [named('Ranked'), is('plan', 'max'), is('region', 'us')]);
  const far = await rule('far', 'seats', [named('Ranked'), is('plan', 'max')]);
  const type = await rule('type', 'seats', [named('Ranked'), is('seats', 5)]);
  const off = await rule('off', 'seats', [named('Ranked'), is('plan', 'pro')], { enabled: false });
  const spelling = await rule('spelling', 'seats', [named('Ranked'), is('plan', 'pro')]);
  const twoNear = await rule('two near', 'seats', [named('ranked'), is('seats', 5)]);
  const explanation = await explain(await send('Ranked', properties));
  expect(explanation).toMatchObject({
    event: { outcome: 'unmapped', reason: 'no_rule' },
    summary: 'Not mapped: it names no feature, and no enabled rule matches.',
    askedFeatureId: null,
    records: [],
    total: 6,
    nextCursor: null,
  });
  const ids = [type, spelling, off, far, twoNear, twoFar].map(({ id }) => id as string);
  expect(explanation.data.map(({ ruleId }: any) => ruleId)).toEqual(ids);
  expect(about(explanation, spelling).conditions[1]).toEqual({
    condition: spelling.conditions[1],
    verdict: false,
    miss: 'spelling',
    type: 'text',
    value: 'Pro',
    cut: false,
    reason: '`plan` is "Pro", the rule wants "pro": only the case differs',
  });
  expect(about(explanation, off)).toMatchObject({ enabled: false, misses: 1, note: null });
  const path = `/api/events/${explanation.event.id as string}/explain`;
  for (const limit of [1, 4])
    expect((await pagesOf(server, path, limit)).map(({ ruleId }) => ruleId)).toEqual(ids);
});

test('a record is explained by the rule version that gave it, and a rule that gave none says why', async () => {
  const older = await rule('older', 'seats', [named('Used'), is('plan', 'pro')]);
  const newer = await rule('newer', 'seats', [named('Used')]);
  const other = await rule('other', 'messages', [is('plan', 'pro')]);
  const off = await rule('off', 'messages', [named('Used')], { enabled: false });
  const id = await send('Used', { plan: 'pro', delta: 2 });
  const late = await rule('late', 'messages', [named('Used')]);

  const explanation = await explain(id);
  expect(explanation.summary).toBe('Mapped: it gave 2 of "messages" and 2 of "seats".');
  expect(explanation.records).toMatchObject([
    { featureId: 'messages', delta: 2, ruleId: other.id, ruleVersion: 1, ruleName: 'other' },
    {
      featureId: 'seats',
      delta: 2,
      ruleId: older.id,
      ruleVersion: 1,
      ruleName: 'older',
      conditions: [{ verdict: true }, { verdict: true }],
      reason:
        '2 of "seats" by version 1 of the rule "older": the event name is "Used", as the rule wants; `plan` is "pro", as the rule wants',
    },
  ]);
  expect(about(explanation, older)).toMatchObject({ matches: true, recordedVersion: 1, note: null });
  expect(about(explanation, newer)).toMatchObject({
    matches: true,
    recordedVersion: null,
    note: 'An event gives one record of a feature: the rule "older" gave it, which is older.',
  });
  expect(about(explanation, off).note).toBe('The rule is disabled, so it maps nothing.');
  expect(about(explanation, late).note).toBe(
    'An event gives one record of a feature: the rule "other" gave it, which is older.',
  );

  await server.call('PATCH', `/api/rules/${older.id}`, { conditions: [named('Used'), is('plan', 'max')] });
  await server.call('DELETE', `/api/rules/${other.id}`);
  const again = await explain(id);
  expect(again.records).toEqual(explanation.records);
  expect(about(again, older)).toMatchObject({
    matches: false,
    ruleVersion: 2,
    recordedVersion: 1,
    note: 'Version 1 of the rule gave the usage, which stays when a rule is edited; the version now does not match.',
  });
  expect(about(again, other)).toBeUndefined();
  expect(about(again, late).note).toBe(
    'An event gives one record of a feature: a rule that is deleted now gave it before.',
  );
});

test('an event that names its feature, or has no number as delta, says that no rule is asked', async () => {
  const any = await rule('any', 'messages', [named('Direct')]);
  const direct = await explain(await send('Direct', { featureId: 'seats' }));
  expect(direct).toMatchObject({
    askedFeatureId: 'seats',
    records: [
      {
        featureId: 'seats',
        ruleId: null,
        reason: '1 of "seats" by the event itself, which names the feature',
      },
    ],
  });
  expect(about(direct, any)).toMatchObject({
    matches: true,
    note: 'The event names its feature itself, so no rule is asked.',
  });
  expect(await explain(await send('Direct', { featureId: 'nothing' }))).toMatchObject({
    summary:
      'Not mapped: it asks for the feature "nothing", which is not there. Creating that feature maps it.',
    askedFeatureId: 'nothing',
    records: [],
  });
  const invalid = await explain(await send('Direct', { delta: 'many' }));
  expect(invalid.summary).toBe('Not mapped: its delta is the text "many", which is no number.');
  expect(about(invalid, any).note).toBe('No rule maps an event whose delta is no number.');
});

test('an identify call and its traits are asked by no rule', async () => {
  await server.call('POST', '/v1/identify', { userId: 'identified', traits: { plan: 'pro' } });
  await server.settled();
  const { data } = (await server.call('GET', '/api/events?userId=identified')).body;
  expect(await explain(data[0].id)).toMatchObject({
    summary: 'An identify call: it says who the user is and gives no usage.',
    records: [],
    total: 0,
    data: [],
  });
});

test('long values are cut, and said to be', async () => {
  const long = await rule('long', 'messages', [is('text', 'x'), is('object', 'x'), is('short', 'x')]);
  const list = Array.from({ length: 600 }, (_, n) => n);
  const { conditions } = about(
    await explain(await send('Long', { text: 'y'.repeat(5_000), object: { list }, short: [1, { a: null }] })),
    long,
  );
  expect(conditions).toMatchObject([
    { type: 'text', value: 'y'.repeat(255), cut: true },
    { type: 'object', value: JSON.stringify({ list }).slice(0, 255), cut: true },
    { type: 'array', value: [1, { a: null }], cut: false },
  ]);
});
