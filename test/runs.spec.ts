import { ApplicationRepository, AttributionService, ReapplyService } from '#libs/kana';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestServer, type TestServer, until } from './harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
  const feature = await call('POST', '/api/features', { id: 'f', name: 'f', type: 'CONSUMABLE' });
  await walkAll(feature.application.id);
});
afterAll(() => server.stop());

const partitions = [...Array(16).keys()];
const call = async (method: string, path: string, body?: unknown) =>
  (await server.call(method, path, body)).body;
const read = (id: string) => call('GET', `/api/applications/${id}`);
const steer = (id: string, what: string) => server.call('POST', `/api/applications/${id}/${what}`);
const walk = (id: string, partition: number) =>
  server.api.get(ReapplyService).walk(id, partition, () => false);
const walkAll = async (id: string) => {
  for (const partition of partitions) await walk(id, partition);
};

/** Unmapped events of many users, and a rule of this test's own that would map them, its run not begun. */
async function ruleWithEvents(
  name: string,
  events = 100,
): Promise<{ rule: any; run: string; busy: number[] }> {
  const batch = Array.from({ length: events }, (_, i) => ({ type: 'track', userId: `u${i}`, event: name }));
  await call('POST', '/v1/batch', { batch });
  for (const partition of partitions) await server.api.get(AttributionService).drain(partition, () => false);
  const conditions = [{ kind: 'event_name', operator: 'equals', value: name }];
  const rule = await call('POST', '/api/rules', { name, featureId: 'f', conditions });
  const busy = await server.sql<{ partition: number }>(
    'select distinct partition from unmapped_events where name = $1 order by 1',
    [name],
  );
  return { rule, run: rule.application.id, busy: busy.map(({ partition }) => partition) };
}

const awaiting = async () => {
  const { balanced, verification } = await call('GET', '/api/conservation?verify=full');
  expect({ balanced, samples: verification.samples }).toEqual({ balanced: true, samples: [] });
  return verification.awaitingRun;
};

describe('a run', () => {
  it('that is paused does nothing more until it is resumed, and shows how far and how fast it came', async () => {
    const { rule, run, busy } = await ruleWithEvents('Paused');
    expect(await read(run)).toMatchObject({ kind: 'apply', state: 'waiting', total: 100, rate: null });
    await walk(run, busy[0]!);
    const before = await read(run);
    expect(before).toMatchObject({ state: 'running', remainingSeconds: expect.any(Number) });
    expect(before.scanned).toBeGreaterThan(0);

    expect((await steer(run, 'pause')).body).toMatchObject({ state: 'paused', scanned: before.scanned });
    await walkAll(run);
    // Nothing that the sweep would ring for.
    expect(await server.api.get(ApplicationRepository).unfinished()).toEqual([]);
    const paused = await read(run);
    expect(paused).toMatchObject({ state: 'paused', scanned: before.scanned, finishedAt: null });
    // Its time at work stands still.
    expect(await read(run)).toEqual(paused);
    expect(paused.rate).toBeGreaterThan(0);
    const left = 100 - before.scanned;
    expect(await awaiting()).toEqual({
      events: left,
      runs: [{ id: run, ruleId: rule.id, featureId: null, state: 'paused', events: left }],
    });

    expect((await steer(run, 'resume')).body).toMatchObject({ state: 'waiting' });
    expect(await server.api.get(ApplicationRepository).unfinished()).not.toEqual([]);
    await walkAll(run);
    expect(await read(run)).toMatchObject({
      state: 'done',
      total: 100,
      scanned: 100,
      mapped: 100,
      startedAt: before.startedAt,
      remainingSeconds: 0,
    });
    expect(await awaiting()).toEqual({ events: 0, runs: [] });
  });

  it('that is cancelled ends; what it left is no difference, and another run takes it', async () => {
    const { rule, run, busy } = await ruleWithEvents('Cancelled');
    await walk(run, busy[0]!);
    const cancelled = (await steer(run, 'cancel')).body;
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      finishedAt: expect.any(String),
      remainingSeconds: null,
    });
    await walkAll(run);
    expect(await read(run)).toEqual(cancelled);
    expect((await awaiting()).runs).toMatchObject([{ id: run, state: 'cancelled' }]);

    const again = await call('POST', `/api/rules/${rule.id}/apply`);
    expect(again).toMatchObject({ version: 1, application: { total: 100 - cancelled.scanned } });
    expect((await awaiting()).runs).toMatchObject([{ id: again.application.id, state: 'waiting' }]);
    await walkAll(again.application.id);
    expect(await read(again.application.id)).toMatchObject({ state: 'done' });
    expect(await awaiting()).toEqual({ events: 0, runs: [] });
  });

  it('of a new feature is begun again, too', async () => {
    await call('POST', '/v1/track', { userId: 'u', event: 'E', properties: { featureId: 'late' } });
    for (const partition of partitions)
      await server.api.get(AttributionService).drain(partition, () => false);
    const feature = await call('POST', '/api/features', { id: 'late', name: 'late', type: 'CONSUMABLE' });
    await steer(feature.application.id, 'cancel');
    expect(await awaiting()).toMatchObject({ events: 1, runs: [{ featureId: 'late', state: 'cancelled' }] });
    const again = await call('POST', '/api/features/late/apply');
    expect(again).toMatchObject({ id: 'late', application: { total: 1 } });
    await walkAll(again.application.id);
    expect((await call('GET', '/api/usage?featureId=late')).total).toBe(1);
  });

  it('that a newer version of its rule takes over ends, a paused one too', async () => {
    const { rule, run } = await ruleWithEvents('Superseded', 1);
    await steer(run, 'pause');
    const next = await call('PATCH', `/api/rules/${rule.id}`, { name: 'Newer' });
    expect(await read(run)).toMatchObject({ state: 'superseded' });
    const answer = await steer(run, 'resume');
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toBe('The run is superseded. Only one that is paused can be resumed.');
    await walkAll(next.application.id);
  });

  it('that is paused in its last chunk is done', async () => {
    const { run, busy } = await ruleWithEvents('Last', 1);
    for (const partition of partitions) if (partition !== busy[0]) await walk(run, partition);
    const client = new pg.Client(server.url);
    await client.connect();
    try {
      await client.query('begin; lock table unmapped_events in access exclusive mode');
      const walking = walk(run, busy[0]!);
      await until(
        async () =>
          (
            await server.sql(
              `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
               and query like '%unmapped_events%'`,
            )
          ).length > 0,
      );
      expect((await steer(run, 'pause')).body.state).toBe('paused');
      await client.query('commit');
      await walking;
    } finally {
      await client.end();
    }
    expect(await read(run)).toMatchObject({ state: 'done', mapped: 1 });
  });
});

it('all runs are one list, newest first, by rule, kind and state', async () => {
  const { rule, run } = await ruleWithEvents('Listed', 1);
  await walkAll(run);
  const { application } = await call('POST', `/api/rules/${rule.id}/retract`, { disable: true });
  const ids = async (query: string) =>
    (await call('GET', `/api/applications?${query}`)).data.map(({ id }: { id: string }) => id);
  expect(await ids('limit=2')).toEqual([application.id, run]);
  expect(await ids(`ruleId=${rule.id}&kind=apply`)).toEqual([run]);
  expect(await ids('kind=retract')).toEqual([application.id]);
  expect(await ids(`ruleId=${rule.id}&state=waiting`)).toEqual([application.id]);
  expect(await ids(`ruleId=${rule.id}&state=paused`)).toEqual([]);
});
