import { ReapplyService } from '#libs/kana';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { RuleSets } from '../libs/kana/src/mapping/rule-sets.service.js';
import { AttributionRepository } from '../libs/kana/src/usage/attribution.repository.js';
import { AttributionService } from '../libs/kana/src/usage/attribution.service.js';
import { UserChanges } from '../libs/kana/src/users/user-changes.service.js';
import { UserRepository } from '../libs/kana/src/users/user.repository.js';
import { queueBackends, startTestServer, type TestServer, until } from './harness.js';

const nameIs = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const propertyIs = (path: string, value: unknown) => ({ kind: 'property', path, operator: 'equals', value });

describe.each(queueBackends)('retroactive runs with the queue in %s', (queue) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ queue });
  });

  afterAll(() => server.stop());

  const createFeature = (id: string) =>
    server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
  const usageOf = async (featureId: string) =>
    (await server.call('GET', `/api/usage?featureId=${featureId}`)).body.total;

  it('a new rule maps the stored events that nothing took, and shows its progress', async () => {
    await createFeature('addons');
    const batch = Array.from({ length: 300 }, (_, i) => ({
      type: 'track',
      userId: `u${i % 20}`,
      event: i % 3 === 0 ? 'Package Created' : 'Other',
      properties: { type: i % 2 === 0 ? 'addon' : 'base' },
    }));
    await server.call('POST', '/v1/batch', { batch });
    await server.settled();

    const created = await server.call('POST', '/api/rules', {
      name: 'Add-on created',
      featureId: 'addons',
      conditions: [nameIs('Package Created'), propertyIs('type', 'addon')],
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      version: 1,
      enabled: true,
      application: { total: 100, scanned: 0, mapped: 0 },
    });
    await server.settled();

    const run = (await server.call('GET', `/api/applications/${created.body.application.id}`)).body;
    expect(run).toMatchObject({ state: 'done', total: 100, scanned: 100, mapped: 50, ruleVersion: 1 });
    expect(Date.parse(run.finishedAt)).toBeGreaterThanOrEqual(Date.parse(run.startedAt));
    expect(await usageOf('addons')).toBe(50);
    expect((await server.call('GET', `/api/rules/${created.body.id}/applications`)).body.data).toEqual([run]);
  });

  it('an edited rule maps what it newly matches and leaves recorded usage as it is', async () => {
    const [rule] = (await server.call('GET', '/api/rules?featureId=addons')).body.data;
    const edited = await server.call('PATCH', `/api/rules/${rule.id}`, {
      conditions: [nameIs('Package Created'), propertyIs('type', 'base')],
    });
    expect(edited.body).toMatchObject({ version: 2, application: { ruleVersion: 2 } });
    await server.settled();
    expect(await usageOf('addons')).toBe(100);
    expect((await server.call('GET', '/api/conservation?verify=full')).body).toMatchObject({
      balanced: true,
    });
  });

  it('a disabled rule maps nothing, and enabling it maps what came meanwhile', async () => {
    const [rule] = (await server.call('GET', '/api/rules?featureId=addons')).body.data;
    expect((await server.call('POST', `/api/rules/${rule.id}/disable`)).body).toMatchObject({
      enabled: false,
      application: null,
    });
    await server.call('POST', '/v1/track', {
      userId: 'late',
      event: 'Package Created',
      properties: { type: 'base' },
    });
    await server.settled();
    expect(await usageOf('addons')).toBe(100);
    await server.call('POST', `/api/rules/${rule.id}/enable`);
    await server.settled();
    expect(await usageOf('addons')).toBe(101);
  });

  it('a deleted rule maps nothing more, and its usage stays', async () => {
    const [rule] = (await server.call('GET', '/api/rules?featureId=addons')).body.data;
    expect((await server.call('DELETE', `/api/rules/${rule.id}`)).status).toBe(204);
    await server.call('POST', '/v1/track', {
      userId: 'later',
      event: 'Package Created',
      properties: { type: 'base' },
    });
    await server.settled();
    expect(await usageOf('addons')).toBe(101);
    expect((await server.call('GET', `/api/rules/${rule.id}`)).status).toBe(404);
  });

  it('a new feature maps the events that asked for it', async () => {
    await server.call('POST', '/v1/track', {
      userId: 'u1',
      event: 'Export',
      properties: { featureId: 'exports', delta: 4 },
    });
    await server.settled();
    expect((await createFeature('exports')).body.application).toMatchObject({
      total: 1,
      featureId: 'exports',
      ruleId: null,
    });
    await server.settled();
    expect(await usageOf('exports')).toBe(4);
  });

  it('a rule that can match nothing walks nothing', async () => {
    const created = await server.call('POST', '/api/rules', {
      name: 'Never',
      featureId: 'exports',
      conditions: [propertyIs('a', 'x'), propertyIs('a', 'y')],
    });
    expect(created.body.application.total).toBe(0);
    await server.settled();
  });

  it('ingestion races rule changes, and every event is where a recompute from scratch puts it', async () => {
    for (const feature of ['f0', 'f1', 'f2']) await createFeature(feature);
    const conditions = fc.sample(
      fc.record({
        name: fc.constantFrom('A', 'B', 'C'),
        value: fc.constantFrom('x', 'y'),
        wide: fc.boolean(),
        feature: fc.constantFrom('f0', 'f1', 'f2'),
      }),
      { numRuns: 30, seed: Number(process.env.KANA_TEST_SEED ?? 20_261_124) },
    );
    let rulesDone = false;
    let sent = 0;
    const ingest = async (lane: number) => {
      while (!rulesDone) {
        const batch = Array.from({ length: 40 }, (_, i) => ({
          type: 'track',
          userId: `race-${(lane * 7 + i) % 23}`,
          event: 'ABC'[(sent + i) % 3],
          properties: { v: 'xyz'[i % 3] },
        }));
        sent += batch.length;
        await server.call('POST', '/v1/batch', { batch });
      }
    };
    const change = async () => {
      const rules: string[] = [];
      for (const [index, { name, value, wide, feature }] of conditions.entries()) {
        const body = {
          featureId: feature,
          conditions: wide ? [nameIs(name)] : [nameIs(name), propertyIs('v', value)],
        };
        const old = rules[index % 3];
        if (index % 3 === 2 && old) await server.call('PATCH', `/api/rules/${old}`, body);
        else if (index % 7 === 3 && old) await server.call('DELETE', `/api/rules/${old}`);
        else
          rules.push((await server.call('POST', '/api/rules', { name: `Race ${index}`, ...body })).body.id);
      }
      rulesDone = true;
    };
    await Promise.all([ingest(0), ingest(1), ingest(2), change()]);
    await server.settled();

    const proof = (await server.call('GET', '/api/conservation?verify=full')).body;
    expect(proof.verification).toMatchObject({ differences: 0, samples: [] });
    expect(proof.balanced).toBe(true);
    expect(sent).toBeGreaterThan(500);
  });
});

describe('the order of lock and revision', () => {
  it('leaves no event behind when a rule is saved and run while a batch goes by the rules before it', async () => {
    const server = await startTestServer({ worker: false });
    try {
      const { api } = server;
      const database = api.get<DataSource>(getDataSourceToken());
      await server.call('POST', '/api/features', { id: 'f', name: 'f', type: 'CONSUMABLE' });
      await server.call('POST', '/v1/track', { userId: 'u', event: 'E' });
      const [row] = await server.sql<{ partition: number }>('select partition from pending_events');
      const partition = row!.partition;

      // The batch stands still between reading its rules and using them, for as long as a rule is saved and run.
      const ruleSets = new RuleSets();
      const read = ruleSets.current.bind(ruleSets);
      let saved: Promise<unknown> | undefined;
      ruleSets.current = async (sql) => {
        const sets = await read(sql);
        saved ??= saveAndRun();
        await Promise.race([saved, until(waitsForLock)]);
        return sets;
      };
      const saveAndRun = async () => {
        const { body } = await server.call('POST', '/api/rules', {
          name: 'E',
          featureId: 'f',
          conditions: [nameIs('E')],
        });
        await api.get(ReapplyService).walk(body.application.id, partition, () => false);
      };
      const waitsForLock = async () =>
        (
          await server.sql(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
             and query like '%partitions%for update%'`,
          )
        ).length > 0;

      const attribution = new AttributionService(
        database,
        api.get(AttributionRepository),
        ruleSets,
        api.get(UserRepository),
        api.get(UserChanges),
      );
      await attribution.drain(partition, () => false);
      await saved;
      expect((await server.call('GET', '/api/usage?featureId=f')).body.total).toBe(1);
      expect((await server.call('GET', '/api/unmapped')).body.data).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
