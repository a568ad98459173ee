import { afterEach, describe, expect, it } from '@jest/globals';
import { queueBackends, startTestServer, type TestServer, until } from './harness.js';
import { Processes } from './worker-process.js';

/** `npm run proof` sets it to 200,000. */
const size = Number(process.env.KANA_PROOF_EVENTS ?? 2_000);
const large = size > 10_000;
const killsOfARun = large ? 4 : 2;

const processes = new Processes();
afterEach(() => processes.killAll());

let seed = Number(process.env.KANA_TEST_SEED ?? 20_261_124);
/** mulberry32: the same kills again for the same seed, as far as a machine repeats itself. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const plans = ['pro', 'free', 'team'];

/** Of every kind: mapped by featureId, by rules that overlap, by none; without a usable delta; of many users and days. */
const eventOf = (n: number) => ({
  type: 'track',
  userId: `user-${n % 487}`,
  messageId: `m${n}`,
  event: n % 4 < 2 ? 'Run' : n % 4 === 2 ? 'Walk' : 'Stand',
  timestamp: new Date(Date.UTC(2026, n % 9, 1 + (n % 27), n % 24, 0, 0, n % 1000)).toISOString(),
  properties: {
    plan: plans[n % 3],
    ...(n % 5 === 0 && { delta: n % 10 === 0 ? '0.25' : -2 }),
    ...(n % 41 === 0 && { featureId: n % 2 === 0 ? 'direct' : 'nowhere' }),
    ...(n % 43 === 0 && { delta: 'many' }),
  },
});

const nameIs = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const planIs = (value: string) => ({ kind: 'property', path: 'plan', operator: 'equals', value });

describe.each(large ? queueBackends : queueBackends.slice(0, 1))(
  'workers killed at random, with the queue in %s',
  (queue) => {
    it(
      `leave of ${size.toLocaleString('en')} events, a retroactive run and a retract what a recompute from scratch gives`,
      async () => {
        const server = await startTestServer({ queue, worker: false });
        const report: string[] = [];
        try {
          for (const id of ['distance', 'premium', 'direct'])
            await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
          let sent = 0;
          const send = async (count: number) => {
            const events = Array.from({ length: count }, () => eventOf(sent++));
            expect((await server.call('POST', '/segment/events', events)).status).toBe(200);
          };
          while (sent < size) await send(Math.min(2_000, size - sent));
          const first = await server.startWorker();
          await settled(server);
          await first.close();

          // Without a worker, so that the first of the runs knows all of the rules, as a recompute does.
          const createRule = async (name: string, featureId: string, ...conditions: object[]) =>
            (await server.call('POST', '/api/rules', { name, featureId, conditions })).body.id as string;
          const runs = await createRule('Runs', 'distance', nameIs('Run'));
          await createRule('Runs of pros', 'distance', nameIs('Run'), planIs('pro'));
          await createRule('Pros', 'premium', planIs('pro'));
          await createRule('Walks', 'distance', nameIs('Walk'));
          await killedAtRandom(server, 'retroactive runs', report, () => send(20));
          await expectRecompute(server);

          const { status } = await server.call('POST', `/api/rules/${runs}/retract`, { disable: true });
          expect(status).toBe(200);
          await killedAtRandom(server, 'retract', report, () => send(20));
          await expectRecompute(server);

          const [retract] = (await server.call('GET', '/api/applications?kind=retract')).body.data;
          expect(retract.reversed).toBeGreaterThan(size / 3);
          expect(retract).toMatchObject({
            state: 'done',
            total: retract.reversed,
            scanned: retract.reversed,
          });
          if (large) console.log(`${queue}: ${report.join('; ')}; reversed ${retract.reversed}`);
        } finally {
          await processes.killAll();
          await server.stop();
        }
      },
      large ? 1_200_000 : 60_000,
    );
  },
);

/** Lets workers work at the runs that are open and kills each at a random point, while events come in. */
async function killedAtRandom(
  server: TestServer,
  what: string,
  report: string[],
  send: () => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const before = await looked(server);
  const points = Array.from({ length: killsOfARun }, random).sort((a, b) => a - b);
  let killed = 0;
  for (const point of points) {
    await send();
    const worker = await processes.spawnWorker(server);
    await until(async () => {
      const { scanned, total } = await looked(server);
      return scanned - before.scanned >= (total - before.total) * point * 0.9 || (await runsDone(server));
    }, 300_000);
    if (!(await runsDone(server))) killed += 1;
    await processes.kill(worker);
    // A killed worker's jobs stay locked for some seconds; where the queue is lost as well, nothing waits.
    if (!large) await server.loseQueue();
  }
  await send();
  const last = await server.startWorker();
  await settled(server);
  await last.close();
  expect(killed).toBeGreaterThan(0);
  report.push(`${what}: ${killed} kills, ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

async function looked(server: TestServer): Promise<{ scanned: number; total: number }> {
  const [row] = await server.sql<{ scanned: number; total: number }>(
    'select sum(scanned)::int as scanned, sum(total)::int as total from rule_application_partitions',
  );
  return row!;
}

const runsDone = async (server: TestServer): Promise<boolean> =>
  (await server.sql(`select from rule_applications where state in ('waiting', 'running')`)).length === 0;

const settled = (server: TestServer): Promise<void> =>
  until(
    async () =>
      (await runsDone(server)) && (await server.sql('select from pending_events limit 1')).length === 0,
    300_000,
  );

/** What counts must be, row by row, what a new database makes of the same events by the rules as they are now. */
async function expectRecompute(server: TestServer): Promise<void> {
  const proof = (await server.call('GET', '/api/conservation?verify=full')).body;
  expect(proof).toMatchObject({
    balanced: true,
    pending: 0,
    verification: { differences: 0, samples: [], awaitingRun: { events: 0 } },
  });
  const fresh = await startTestServer({ worker: false });
  try {
    const copy = async (table: string, condition = '') => {
      const [row] = await server.sql<{ rows: string | null }>(
        `select jsonb_agg(t)::text as rows from ${table} t ${condition}`,
      );
      await fresh.sql(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
        row!.rows ?? '[]',
      ]);
    };
    for (const table of ['features', 'rules', 'rule_versions']) await copy(table);
    const partitions = await server.sql<{ partition: number }>('select partition from partitions');
    for (const { partition } of partitions) await copy('events', `where partition = ${partition}`);
    await fresh.sql(
      'insert into pending_events select partition, id, environment_id, received_at from events',
    );
    await fresh.startWorker();
    await settled(fresh);
    expect(await outcome(server)).toEqual(await outcome(fresh));
  } finally {
    await fresh.stop();
  }
}

/** Usage that stands, totals and unmapped events: their numbers, and a digest of all rows. */
async function outcome(server: TestServer): Promise<unknown> {
  const digest = async (rows: string) =>
    server.sql(
      `select partition, count(*)::int as count, md5(string_agg(t::text, ';' order by t::text)) as digest
       from (${rows}) t group by partition order by partition`,
    );
  return {
    usage: await digest(
      `select partition, event_id, feature_id, environment_id, identity, delta, occurred_at, rule_id, rule_version
       from usage_records u where entry % 2 = 0 and not exists (
         select from usage_records r where r.partition = u.partition and r.event_id = u.event_id
           and r.feature_id = u.feature_id and r.entry > u.entry
       )`,
    ),
    totals: await digest(
      `select partition, environment_id, identity, feature_id, hour, trim_scale(used) as used, records
       from usage_rollups where records <> 0`,
    ),
    unmapped: await digest('select * from unmapped_events'),
  };
}
