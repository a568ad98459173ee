import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDemo } from '../apps/cli/src/demo/demo.js';
import { startTestServer, type TestServer } from './harness.js';

describe('the demo, in small', () => {
  let server: TestServer;
  const said: string[] = [];
  const fill = () =>
    fillDemo({
      origin: server.origin,
      key: server.testKey,
      scale: 0.1,
      now: new Date('2026-01-30T15:00:00Z'),
      say: (line) => said.push(line),
    });
  const get = async (path: string) => (await server.call('GET', path)).body;

  beforeAll(async () => {
    server = await startTestServer();
    await fill();
  });
  afterAll(() => server.stop());

  /** What a second run must leave as it is. */
  const everything = async () => ({
    conservation: await get('/api/conservation?verify=full'),
    usage: await get('/api/usage?groupBy=month'),
    flags: await get('/api/users/flags'),
    unmapped: await get('/api/unmapped?limit=200'),
    ignored: await get('/api/unmapped/ignored'),
    rules: await get('/api/rules'),
    runs: await get('/api/applications'),
    imports: await get('/api/imports'),
    merges: await get('/api/merges'),
    keys: (await get('/api/keys')).data.map(({ id, name, revokedAt }: any) => ({ id, name, revokedAt })),
  });

  test('nothing is lost, and every event judged again gives the same', async () => {
    const proof = await get('/api/conservation?verify=full');
    expect(proof).toMatchObject({ balanced: true, pending: 0, verification: { differences: 0 } });
    for (const part of ['mapped', 'unmapped', 'identified', 'duplicates', 'dropped', 'ignored']) {
      expect({ part, count: proof[part] }).toEqual({ part, count: expect.any(Number) });
      expect(proof[part]).toBeGreaterThan(0);
    }
    expect(said.join('\n')).toContain('0 differences');
  });

  test('usage is dated by the calls: three months, of every feature, with amounts that were given back', async () => {
    const { data } = await get('/api/usage?groupBy=month');
    expect(data.length).toBeGreaterThanOrEqual(3);
    const features = (await get('/api/features')).data;
    expect(features).toHaveLength(12);
    for (const { id } of features)
      expect([id, (await get(`/api/usage?featureId=${id}`)).total]).not.toEqual([id, 0]);
    const [days] = await server.sql<{ days: number }>(
      'select (extract(epoch from max(occurred_at) - min(occurred_at)) / 86400)::float as days from events',
    );
    expect(days!.days).toBeGreaterThan(85);
    const [returned] = await server.sql<{ found: boolean }>(
      `select exists (select from usage_records where feature_id = 'storage-mb' and delta < 0) as found`,
    );
    expect(returned).toEqual({ found: true });
  });

  test('the inbox has groups for a rule, a feature and a correction, and ignored ones', async () => {
    const { data, totals } = await get('/api/unmapped?ignored=all&limit=200');
    const group = (name: string) => data.find((entry: any) => entry.name === name);
    expect(group('Task Completed').reasons).toMatchObject({ no_rule: expect.any(Number) });
    expect(group('Meeting Transcribed').reasons).toMatchObject({ invalid_delta: expect.any(Number) });
    expect((await get('/api/unmapped/features')).data.map(({ featureId }: any) => featureId).sort()).toEqual([
      'ai_summaries',
      'whiteboards',
    ]);
    expect(totals.ignored).toBeGreaterThan(group('Heartbeat').count);
    const plans = (await get('/api/unmapped/facets?name=Ticket%20Opened')).paths.find(
      ({ path }: any) => path === 'plan',
    );
    expect(plans.values.map(({ value }: any) => value)).toContain('Pro');
  });

  test('rules have versions, a run each, an overlap, and one whose usage was taken back', async () => {
    const rules = (await get('/api/rules')).data;
    const rule = (name: string) => rules.find((entry: any) => entry.name === name);
    const versions = (await get(`/api/rules/${rule('Report exported').id}/versions`)).data;
    expect(versions.map(({ version }: any) => version)).toEqual([3, 2, 1]);
    const runs = (await get('/api/applications?limit=200')).data;
    expect(runs.every(({ state }: any) => state === 'done' || state === 'superseded')).toBe(true);
    expect(
      runs.filter(({ kind, mapped }: any) => kind === 'apply' && mapped > 0).length,
    ).toBeGreaterThanOrEqual(4);
    expect(runs.find(({ kind }: any) => kind === 'retract').reversed).toBeGreaterThan(0);
    expect(runs.find(({ featureId }: any) => featureId === 'transcription-minutes').mapped).toBeGreaterThan(
      0,
    );
    expect(rules.filter(({ featureId }: any) => featureId === 'automation-runs')).toHaveLength(2);
  });

  test('users have both flags, imports that were taken over and that were not, merges with one undone', async () => {
    const flags = await get('/api/users/flags');
    expect(flags.users).toBeGreaterThan(50);
    expect(flags.no_billing).toBeGreaterThan(0);
    expect(flags.same_email).toBeGreaterThan(4);
    const users = (await get('/api/users?limit=200')).data;
    expect(users.some(({ id, origin }: any) => id !== null && origin === 'stripe')).toBe(true);
    expect(users.some(({ id, origin }: any) => id === null && origin === 'stripe')).toBe(true);
    const imports = (await get('/api/imports')).data;
    expect(imports.map(({ state }: any) => state)).toEqual(['done', 'done']);
    for (const { failed, created, updated } of imports) {
      expect(failed).toBeGreaterThan(0);
      expect(created + updated).toBeGreaterThan(0);
    }
    const merges = (await get('/api/merges')).data;
    const byPeople = merges.filter(({ automatic }: any) => !automatic);
    expect(byPeople.map(({ undoneAt }: any) => undoneAt === null)).toEqual([false, true]);
  });

  test('a second run sends nothing', async () => {
    const before = await everything();
    await fill();
    expect(await everything()).toEqual(before);
  });

  test('a run after one that was interrupted adds nothing twice', async () => {
    const before = await everything();
    const { metadata } = await get('/api/features/projects');
    const demo = { ...metadata.demo, complete: false };
    await server.call('PATCH', '/api/features/projects', { metadata: { ...metadata, demo } });
    await fill();
    const { conservation, ...after } = await everything();
    const { duplicates, dropped, ignored } = conservation;
    expect(duplicates).toBeGreaterThan(before.conservation.received);
    // Counters of calls that are not stored; nobody can tell whether those came before.
    expect({ ...after, conservation: { ...conservation, duplicates: 0, dropped: 0, ignored: 0 } }).toEqual({
      ...before,
      conservation: { ...before.conservation, duplicates: 0, dropped: 0, ignored: 0 },
    });
    expect([dropped, ignored]).toEqual([before.conservation.dropped * 2, before.conservation.ignored * 2]);
  });
});

test('without a server the demo says how to start one', async () => {
  await expect(fillDemo({ origin: 'http://127.0.0.1:1', key: `prv_test_${'x'.repeat(32)}` })).rejects.toThrow(
    'No server answers at http://127.0.0.1:1. Start one with npm start',
  );
});
