import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, until, type TestServer } from '../harness.js';
import {
  addKey,
  apiOperations,
  checkerOf,
  expectProblem,
  noId,
  pathOf,
  readDocument,
  send,
  type Answer,
  type Document,
  type Operation,
} from './support.js';

let server: TestServer;
let document: Document;
let operations: Map<string, Operation>;
const ingestKey = `wrt_test_${'I'.repeat(32)}`;
let eventId: string;

const conditions = [{ kind: 'event_name', operator: 'equals', value: 'Seen' }];
const newRule = { name: 'R', featureId: 'seats', conditions };

beforeAll(async () => {
  // A provider that does not answer: its imports wait.
  server = await startTestServer({
    settings: { STRIPE_TEST_API_KEY: 'sk_test', STRIPE_URL: 'http://127.0.0.1:9' },
  });
  document = await readDocument(server);
  operations = apiOperations(document);
  await addKey(server, ingestKey, 'ingest');
  await server.call('POST', '/api/features', { id: 'seats', name: 'Seats', type: 'CONSUMABLE' });
  await server.call('POST', '/v1/batch', {
    batch: [
      {
        type: 'track',
        userId: 'u1',
        event: 'Used',
        properties: { featureId: 'seats', list: [null, { a: 1 }] },
      },
      { type: 'track', userId: 'u1', event: 'Seen' },
      { type: 'identify', userId: 'u1', traits: { name: 'Ada' } },
    ],
  });
  for (const id of ['merged 1', 'merged 2']) await server.call('POST', '/api/users', { id });
  await server.settled();
  eventId = (await server.call('GET', '/api/events?name=Seen')).body.data[0].id;
});
afterAll(() => server.stop());

let count = 0;

/** A feature of one test's own. */
async function feature(): Promise<string> {
  const id = `feature ${++count}`;
  await server.call('POST', '/api/features', { id, name: id, type: 'BINARY' });
  return id;
}

/** A rule of one test's own; enabled, it begins a run. */
const rule = async (enabled = false): Promise<any> =>
  (await server.call('POST', '/api/rules', { ...newRule, enabled })).body;

/** A key of one test's own. */
const key = async (scope = 'ingest'): Promise<any> =>
  (await server.call('POST', '/api/keys', { name: 'K', scope })).body;

/** A user of one test's own. */
async function user(): Promise<string> {
  const id = `user ${++count}`;
  await server.call('POST', '/api/users', { id, email: `${count}@x` });
  return id;
}

/** A merge of one test's own. */
const merge = async (): Promise<string> =>
  (await server.call('POST', '/api/users/merge', { ids: [await user(), await user()] })).body.merge.id;

/** They take or give files, are for browsers that have no key, or send an event, and are tested with these. */
const otherRoutes = [
  'POST /api/events/test',
  'GET /api/users/export',
  'POST /api/users/import',
  'GET /api/imports/{id}/report',
  'GET /api/usage/series/export',
  'GET /api/usage/features/{featureId}/users/export',
  'GET /api/rules/export',
  'PUT /api/rules/import',
  'POST /api/session',
  'GET /api/session',
  'DELETE /api/session',
  'GET /api/events/stream',
];
/** An ignored group of one test's own. */
const ignored = async (): Promise<string> =>
  (await server.call('POST', '/api/unmapped/ignored', { name: `ignored ${++count}` })).body.id;

interface Case {
  /** The path of what the test made, and the path where nothing is. */
  path: () => Promise<string>;
  nowhere?: () => string[];
  status: number;
  body?: object;
  /** The part of the query that the route cannot do without. */
  required?: string;
  /** Whether what the body names may be missing. */
  missing?: true;
  /** Whether it answers pages. */
  paged?: true;
  /** What the other environment, which is empty, answers. Absent: 404. */
  elsewhere?: object;
  /** Faulty bodies or queries, each with the faults that are named. */
  faulty?: { body?: object; query?: string; faults: string[] }[];
  /** A call that meets what is there already. */
  conflict?: () => Promise<{ path: string; body?: object; code: string }>;
}

const at = (path: string) => () => Promise.resolve(path);
const noPage = { data: [], nextCursor: null };
const odd = ['x', '%00', '%F0%9F%98%80', 'a%2Fb', "1'--"];
const noRule = (rest = '') => [noId, ...odd].map((id) => `/api/rules/${id}${rest}`);
const noRun = (rest = '') => [noId, ...odd].map((id) => `/api/applications/${id}${rest}`);

/** A run that no worker works at: its partitions are of nobody. */
async function openRun(state = 'running'): Promise<string> {
  const rows = await server.sql<{ id: string }>(
    `insert into rule_applications (environment_id, rule_id, rule_version, state) values (1, $1, 1, $2) returning id`,
    [(await rule()).id, state],
  );
  return rows[0]!.id;
}

const wrongRule = {
  body: {
    name: 5,
    featureId: '',
    enabled: 'yes',
    conditions: [{ kind: 'property', operator: 'exists' }],
    extra: 1,
  },
  faults: ['name', 'featureId', 'enabled', 'conditions.0.path', 'extra'],
};
const staleVersion = async () => {
  const { id } = await rule();
  return { path: `/api/rules/${id}`, body: { ...newRule, version: 2 }, code: 'rule_version_conflict' };
};

const cases: Record<string, Case> = {
  'GET /api/features': {
    path: at('/api/features?archived=all'),
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [{ query: 'archived=yes', faults: ['archived'] }],
  },
  'POST /api/features': {
    path: at('/api/features'),
    body: { id: 'created', name: 'Created', type: 'BINARY' },
    status: 201,
    faulty: [
      {
        body: { id: 5, name: '', type: 'METERED', unitLabel: 7, metadata: [], colour: 'red', size: 1 },
        faults: ['id', 'name', 'type', 'unitLabel', 'metadata', 'colour', 'size'],
      },
    ],
    conflict: async () => {
      const id = await feature();
      return { path: '/api/features', body: { id, name: 'x', type: 'BINARY' }, code: 'feature_exists' };
    },
  },
  'GET /api/features/{id}': {
    path: async () => pathOf`/api/features/${await feature()}`,
    nowhere: () => odd.map((id) => `/api/features/${id}`),
    status: 200,
  },
  'PATCH /api/features/{id}': {
    path: async () => pathOf`/api/features/${await feature()}`,
    nowhere: () => odd.map((id) => `/api/features/${id}`),
    body: { name: 'Changed' },
    status: 200,
    faulty: [
      {
        body: { name: 5, unitLabel: 1, type: 'BINARY', id: 'x' },
        faults: ['name', 'unitLabel', 'type', 'id'],
      },
    ],
  },
  'POST /api/features/{id}/archive': {
    path: async () => pathOf`/api/features/${await feature()}/archive`,
    nowhere: () => odd.map((id) => `/api/features/${id}/archive`),
    status: 200,
  },
  'POST /api/features/{id}/unarchive': {
    path: async () => pathOf`/api/features/${await feature()}/unarchive`,
    nowhere: () => odd.map((id) => `/api/features/${id}/unarchive`),
    status: 200,
  },
  'DELETE /api/features/{id}': {
    path: async () => pathOf`/api/features/${await feature()}`,
    nowhere: () => odd.map((id) => `/api/features/${id}`),
    status: 204,
    conflict: () => Promise.resolve({ path: '/api/features/seats', code: 'feature_has_usage' }),
  },
  'GET /api/rules': {
    path: async () => {
      await rule();
      return '/api/rules?featureId=seats';
    },
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [
      { query: 'featureId=', faults: ['featureId'] },
      { query: `featureId=${'x'.repeat(256)}`, faults: ['featureId'] },
      { query: 'featureId=%00&colour=red', faults: ['featureId', 'colour'] },
    ],
  },
  'POST /api/rules': { path: at('/api/rules'), body: newRule, status: 201, faulty: [wrongRule] },
  'GET /api/rules/overlaps': {
    path: at('/api/rules/overlaps'),
    status: 200,
    elsewhere: { warnings: [], complete: true },
  },
  'POST /api/rules/overlaps': {
    path: at('/api/rules/overlaps'),
    body: { featureId: 'seats', conditions },
    status: 200,
    faulty: [
      {
        body: { id: 'x', featureId: '', conditions: [], name: 'R' },
        faults: ['id', 'featureId', 'conditions', 'name'],
      },
    ],
  },
  'GET /api/rules/{id}': {
    path: async () => `/api/rules/${(await rule()).id}`,
    nowhere: noRule,
    status: 200,
  },
  'PUT /api/rules/{id}': {
    path: async () => `/api/rules/${(await rule()).id}`,
    nowhere: noRule,
    body: newRule,
    status: 200,
    faulty: [wrongRule],
    conflict: staleVersion,
  },
  'PATCH /api/rules/{id}': {
    path: async () => `/api/rules/${(await rule()).id}`,
    nowhere: noRule,
    body: { name: 'Changed' },
    status: 200,
    faulty: [wrongRule],
    conflict: staleVersion,
  },
  'DELETE /api/rules/{id}': {
    path: async () => `/api/rules/${(await rule()).id}`,
    nowhere: noRule,
    status: 204,
  },
  'POST /api/rules/{id}/enable': {
    path: async () => `/api/rules/${(await rule()).id}/enable`,
    nowhere: () => noRule('/enable'),
    status: 200,
  },
  'POST /api/rules/{id}/disable': {
    path: async () => `/api/rules/${(await rule(true)).id}/disable`,
    nowhere: () => noRule('/disable'),
    status: 200,
  },
  'GET /api/rules/{id}/applications': {
    path: async () => `/api/rules/${(await rule(true)).id}/applications`,
    nowhere: () => noRule('/applications'),
    paged: true,
    status: 200,
  },
  'GET /api/rules/{id}/versions': {
    path: async () => `/api/rules/${(await rule()).id}/versions`,
    nowhere: () => noRule('/versions'),
    paged: true,
    status: 200,
  },
  'POST /api/rules/{id}/restore': {
    path: async () => `/api/rules/${(await rule()).id}/restore`,
    nowhere: () => noRule('/restore'),
    body: { version: 1 },
    status: 200,
    faulty: [
      { body: { version: 0, dryRun: true }, faults: ['version', 'dryRun'] },
      { body: {}, faults: ['version'] },
    ],
  },
  'POST /api/rules/{id}/apply': {
    path: async () => `/api/rules/${(await rule(true)).id}/apply`,
    nowhere: () => noRule('/apply'),
    status: 200,
    conflict: async () => ({ path: `/api/rules/${(await rule()).id}/apply`, code: 'rule_disabled' }),
  },
  'POST /api/rules/{id}/retract': {
    path: async () => `/api/rules/${(await rule()).id}/retract`,
    nowhere: () => noRule('/retract'),
    body: { dryRun: true },
    status: 200,
    faulty: [
      {
        body: { version: '1', from: 'now', to: 5, dryRun: 1, disable: null, force: true },
        faults: ['version', 'from', 'to', 'dryRun', 'disable', 'force'],
      },
      { body: { from: '2024-01-02', to: '2024-01-01' }, faults: ['to'] },
    ],
    conflict: async () => ({
      path: `/api/rules/${(await rule(true)).id}/retract`,
      body: { version: 1 },
      code: 'rule_still_maps',
    }),
  },
  'POST /api/features/{id}/apply': {
    path: async () => pathOf`/api/features/${await feature()}/apply`,
    nowhere: () => odd.map((id) => `/api/features/${id}/apply`),
    status: 200,
  },
  'GET /api/applications': {
    path: async () => `/api/applications?ruleId=${(await rule(true)).id}&kind=apply`,
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [{ query: 'ruleId=x&kind=undo&state=lost', faults: ['ruleId', 'kind', 'state'] }],
  },
  'POST /api/applications/{id}/pause': {
    path: async () => `/api/applications/${await openRun()}/pause`,
    nowhere: () => noRun('/pause'),
    status: 200,
    conflict: async () => ({
      path: `/api/applications/${await openRun('cancelled')}/pause`,
      code: 'application_state',
    }),
  },
  'POST /api/applications/{id}/resume': {
    path: async () => `/api/applications/${await openRun('paused')}/resume`,
    nowhere: () => noRun('/resume'),
    status: 200,
    conflict: async () => ({
      path: `/api/applications/${await openRun()}/resume`,
      code: 'application_state',
    }),
  },
  'POST /api/applications/{id}/cancel': {
    path: async () => `/api/applications/${await openRun()}/cancel`,
    nowhere: () => noRun('/cancel'),
    status: 200,
    conflict: async () => ({
      path: `/api/applications/${await openRun('cancelled')}/cancel`,
      code: 'application_state',
    }),
  },
  'POST /api/rules/preview': {
    path: at('/api/rules/preview'),
    body: { action: 'create', rule: newRule },
    status: 200,
    missing: true,
    faulty: [
      {
        body: { action: 'create', rule: wrongRule.body },
        faults: wrongRule.faults.map((it) => `rule.${it}`),
      },
      { body: { action: 'update', ruleId: 'x', rule: { colour: 'red' } }, faults: ['ruleId', 'rule.colour'] },
      { body: { action: 'delete', ruleId: noId, rule: newRule }, faults: ['rule'] },
      { body: { action: 'retract' }, faults: ['action'] },
    ],
    conflict: async () => {
      const { id } = await rule();
      const body = { action: 'update', ruleId: id, rule: { version: 2 } };
      return { path: '/api/rules/preview', body, code: 'rule_version_conflict' };
    },
  },
  'GET /api/applications/{id}': {
    path: async () => `/api/applications/${(await rule(true)).application.id}`,
    nowhere: () => noRun(),
    status: 200,
  },
  'GET /api/events': {
    path: at('/api/events?userId=u1'),
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [
      { query: 'outcome=lost&type=page&userId=&name=', faults: ['outcome', 'type', 'userId', 'name'] },
      { query: 'outcome=MAPPED&user=u1', faults: ['outcome', 'user'] },
    ],
  },
  'GET /api/events/{id}': {
    path: () => Promise.resolve(`/api/events/${eventId}`),
    nowhere: () => ['0', '9'.repeat(18), '9'.repeat(30), noId, ...odd].map((id) => `/api/events/${id}`),
    status: 200,
  },
  'GET /api/events/{id}/explain': {
    path: () => Promise.resolve(`/api/events/${eventId}/explain`),
    nowhere: () =>
      ['0', '9'.repeat(18), '9'.repeat(30), noId, ...odd].map((id) => `/api/events/${id}/explain`),
    status: 200,
    paged: true,
  },
  'GET /api/unmapped': {
    path: at('/api/unmapped'),
    status: 200,
    paged: true,
    elsewhere: { ...noPage, totals: { events: 0, open: 0, ignored: 0, names: 0 } },
    faulty: [
      { query: 'sort=name&ignored=no&search=&reason=lost', faults: ['sort', 'ignored', 'search', 'reason'] },
      { query: 'search=%00', faults: ['search'] },
    ],
  },
  'GET /api/unmapped/facets': {
    path: at('/api/unmapped/facets?name=Seen'),
    required: 'name=Seen&',
    status: 200,
    elsewhere: { looked: { events: 0, of: 0 }, paths: [] },
    faulty: [
      { query: 'path=a', faults: ['name', 'value'] },
      { query: 'name=%00&value=pro&ignored=true', faults: ['name', 'path', 'value', 'ignored'] },
      { query: 'name=x&path=a..b&value=[1]', faults: ['path', 'value'] },
    ],
  },
  'GET /api/unmapped/suggestion': {
    path: at('/api/unmapped/suggestion?name=Seen&path=a&value=5'),
    required: 'name=Seen&',
    status: 200,
    elsewhere: { looked: { of: 0 } },
    faulty: [
      { query: `name=${'x'.repeat(256)}`, faults: ['name'] },
      { query: 'name=x&value=5', faults: ['path'] },
    ],
  },
  'GET /api/unmapped/features': {
    path: at('/api/unmapped/features'),
    status: 200,
    paged: true,
    elsewhere: noPage,
  },
  'GET /api/unmapped/ignored': {
    path: async () => {
      await ignored();
      return '/api/unmapped/ignored';
    },
    status: 200,
    paged: true,
    elsewhere: noPage,
  },
  'POST /api/unmapped/ignored': {
    path: at('/api/unmapped/ignored'),
    body: { name: 'Noise', path: 'a', value: 5 },
    status: 201,
    faulty: [
      { body: { name: 5, path: 'a\\', value: null, id: 1 }, faults: ['name', 'path', 'value', 'id'] },
      { body: { name: 'x', path: 'a' }, faults: ['value'] },
      { body: { name: 'x', value: 'a' }, faults: ['path'] },
    ],
  },
  'DELETE /api/unmapped/ignored/{id}': {
    path: async () => `/api/unmapped/ignored/${await ignored()}`,
    nowhere: () => [noId, ...odd].map((id) => `/api/unmapped/ignored/${id}`),
    status: 204,
  },
  'GET /api/usage': {
    path: at('/api/usage?userId=u1&featureId=seats&from=2020-01-01&groupBy=hour'),
    status: 200,
    elsewhere: { total: 0, data: [] },
    faulty: [
      { query: 'groupBy=week', faults: ['groupBy'] },
      { query: 'groupBy=', faults: ['groupBy'] },
      { query: 'groupBy=Day&userId=&featureId=', faults: ['groupBy', 'userId', 'featureId'] },
      { query: 'featureId=%00', faults: ['featureId'] },
    ],
  },
  'GET /api/usage/features': {
    path: at('/api/usage/features?from=2020-01-01'),
    status: 200,
    elsewhere: { data: [] },
    faulty: [{ query: 'groupBy=day', faults: ['groupBy'] }],
  },
  'GET /api/usage/features/{featureId}/users': {
    path: at('/api/usage/features/seats/users?from=2020-01-01'),
    status: 200,
    paged: true,
    elsewhere: { ...noPage, totals: { used: 0, users: 0 } },
    faulty: [{ query: 'groupBy=day', faults: ['groupBy'] }],
  },
  'GET /api/usage/series': {
    path: at('/api/usage/series?featureId=seats&featureId=none&groupBy=hour'),
    required: 'featureId=seats&',
    status: 200,
    elsewhere: {
      data: [
        { featureId: 'seats', total: 0, periods: [] },
        { featureId: 'none', total: 0, periods: [] },
      ],
    },
    faulty: [
      { query: 'groupBy=week&featureId=', faults: ['featureId.0', 'groupBy'] },
      { query: 'userId=u1', faults: ['featureId', 'userId'] },
      { query: 'featureId=a&featureId=a', faults: ['featureId'] },
      { query: Array.from({ length: 21 }, (_, n) => `featureId=${n}`).join('&'), faults: ['featureId'] },
      { query: 'featureId=a&groupBy=hour&from=2024-01-01&to=2024-03-01', faults: ['groupBy'] },
      { query: 'featureId=a&groupBy=hour&from=0000-01-01', faults: ['groupBy'] },
    ],
  },
  'GET /api/usage/{userId}/{featureId}/records': {
    path: at('/api/usage/u1/seats/records?from=2020-01-01'),
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [{ query: 'groupBy=day', faults: ['groupBy'] }],
  },
  'GET /api/users': {
    path: at('/api/users'),
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [
      { query: 'flag=none&email=&name=&id=', faults: ['flag', 'email', 'name', 'id'] },
      { query: 'flag=no_billing&email=x&name=y', faults: ['name', 'flag'] },
    ],
  },
  'GET /api/users/flags': {
    path: at('/api/users/flags'),
    status: 200,
    elsewhere: { users: 0, no_billing: 0, same_email: 0 },
  },
  'POST /api/users': {
    path: at('/api/users'),
    body: { id: 'made', name: 'Made' },
    status: 201,
    faulty: [
      {
        body: { id: '', name: 5, email: ' ', origin: 'paypal', metadata: [], colour: 'red' },
        faults: ['id', 'name', 'email', 'origin', 'metadata', 'colour'],
      },
    ],
    conflict: async () => ({ path: '/api/users', body: { id: await user() }, code: 'user_exists' }),
  },
  'PATCH /api/users/{id}': {
    path: async () => pathOf`/api/users/${await user()}`,
    nowhere: () => odd.map((id) => `/api/users/${id}`),
    body: { name: 'Changed' },
    status: 200,
    faulty: [{ body: { name: '', email: 5, id: 'x' }, faults: ['name', 'email', 'id'] }],
  },
  'DELETE /api/users/{id}': {
    path: async () => pathOf`/api/users/${await user()}`,
    nowhere: () => odd.map((id) => `/api/users/${id}`),
    status: 200,
  },
  'POST /api/users/merge': {
    path: at('/api/users/merge'),
    body: { ids: ['merged 1', 'merged 2'] },
    status: 200,
    missing: true,
    faulty: [{ body: { ids: ['u1', ''], keys: 5, dryRun: 1 }, faults: ['ids.1', 'keys', 'dryRun'] }],
    conflict: async () => {
      const id = await user();
      return { path: '/api/users/merge', body: { ids: [id, id] }, code: 'same_user' };
    },
  },
  'GET /api/merges': {
    path: at('/api/merges'),
    status: 200,
    paged: true,
    elsewhere: noPage,
    faulty: [{ query: 'survivorKey=u1&mergedKey=1', faults: ['survivorKey', 'mergedKey'] }],
  },
  'GET /api/merges/{id}': {
    path: async () => `/api/merges/${await merge()}`,
    nowhere: () => [noId, ...odd].map((id) => `/api/merges/${id}`),
    status: 200,
  },
  'POST /api/merges/{id}/undo': {
    path: async () => `/api/merges/${await merge()}/undo`,
    nowhere: () => [noId, ...odd].map((id) => `/api/merges/${id}/undo`),
    status: 200,
    conflict: async () => {
      const path = `/api/merges/${await merge()}/undo`;
      await server.call('POST', path);
      return { path, code: 'merge_undone' };
    },
  },
  'GET /api/imports': { path: at('/api/imports'), status: 200, paged: true, elsewhere: noPage },
  'POST /api/imports': {
    path: at('/api/imports'),
    body: { provider: 'stripe' },
    status: 202,
    faulty: [{ body: { provider: 'paypal', more: 1 }, faults: ['provider', 'more'] }],
    conflict: () =>
      Promise.resolve({ path: '/api/imports', body: { provider: 'chargebee' }, code: 'provider_not_set' }),
  },
  'GET /api/imports/{id}': {
    path: async () =>
      `/api/imports/${(await server.call('POST', '/api/imports', { provider: 'stripe' })).body.id as string}`,
    nowhere: () => [noId, ...odd].map((id) => `/api/imports/${id}`),
    status: 200,
  },
  'GET /api/imports/{id}/faults': {
    path: async () => {
      const { id } = (await server.call('POST', '/api/imports', { provider: 'stripe' })).body;
      return `/api/imports/${id as string}/faults`;
    },
    nowhere: () => [noId, ...odd].map((id) => `/api/imports/${id}/faults`),
    status: 200,
    paged: true,
  },
  'GET /api/users/{id}': {
    path: at('/api/users/u1'),
    nowhere: () => odd.map((id) => `/api/users/${id}`),
    status: 200,
  },
  'GET /api/users/{id}/usage': {
    path: at('/api/users/u1/usage'),
    nowhere: () => odd.map((id) => `/api/users/${id}/usage`),
    status: 200,
  },
  'GET /api/status': {
    path: at('/api/status'),
    status: 200,
    elsewhere: { lastEventAt: null, connected: false, unmapped: 0, noBilling: 0, sameEmail: 0 },
  },
  'GET /api/keys': { path: at('/api/keys'), status: 200, paged: true, elsewhere: { nextCursor: null } },
  'POST /api/keys': {
    path: at('/api/keys'),
    body: { name: 'Made', scope: 'admin' },
    status: 201,
    faulty: [
      { body: { name: ' ', scope: 'all', key: 'mine' }, faults: ['name', 'scope', 'key'] },
      { body: { name: 'a\nb' }, faults: ['name', 'scope'] },
    ],
  },
  'POST /api/keys/{id}/revoke': {
    path: async () => `/api/keys/${(await key()).id as string}/revoke`,
    nowhere: () => [noId, ...odd].map((id) => `/api/keys/${id}/revoke`),
    status: 200,
    conflict: async () => {
      const { data } = (await server.call('GET', '/api/keys?limit=200')).body;
      const admins = data.filter((one: any) => one.scope === 'admin' && one.revokedAt === null);
      const last = admins.pop();
      for (const { id } of admins) await server.call('POST', `/api/keys/${id}/revoke`);
      return { path: `/api/keys/${last.id}/revoke`, code: 'last_admin_key' };
    },
  },
  'GET /api/conservation': {
    path: at('/api/conservation?verify=full'),
    status: 200,
    elsewhere: { balanced: true, received: 0, stored: 0 },
    faulty: [{ query: 'verify=quick&deep=1', faults: ['verify', 'deep'] }],
  },
};

const named = Object.entries(cases).map(([name, it]) => ({ name, it, method: name.split(' ', 1)[0]! }));

const query = (name: string): string[] =>
  (operations.get(name)?.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);

const withQuery = (path: string, more: string) => `${path}${path.includes('?') ? '&' : '?'}${more}`;

const withKey = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

test('every route of the document has its case here, and every case is a route', () => {
  expect([...Object.keys(cases), ...otherRoutes].sort()).toEqual([...operations.keys()].sort());
});

test('every route documents what it takes and the errors that it can answer', () => {
  for (const { name, it } of named) {
    expect({
      name,
      body: 'requestBody' in operations.get(name)!,
      paged: query(name).includes('cursor'),
    }).toEqual({
      name,
      body: it.body !== undefined,
      paged: it.paged === true,
    });
    expect({ name, tested: it.faulty !== undefined || it.body === undefined }).toEqual({
      name,
      tested: true,
    });
    expect({ name, somewhere: it.nowhere !== undefined }).toEqual({ name, somewhere: name.includes('{id}') });
    expect({ name, statuses: Object.keys(operations.get(name)!.responses) }).toEqual({
      name,
      statuses: [
        String(it.status),
        '400',
        '401',
        '403',
        ...(it.nowhere || it.missing ? ['404'] : []),
        ...(it.conflict ? ['409'] : []),
        '503',
      ],
    });
  }
});

describe.each(named)('$name', ({ name, it, method }) => {
  const call = (path: string, body: unknown = it.body, key?: string): Promise<Answer> =>
    server.call(method, path, body, key);

  test('lets in an admin key of its environment alone, and answers as the document says', async () => {
    const path = await it.path();
    const json = it.body === undefined ? {} : { 'content-type': 'application/json' };
    const body = it.body === undefined ? {} : { body: JSON.stringify(it.body) };
    const refused: [Record<string, string>, number, string][] = [
      [{}, 401, 'unauthenticated'],
      [withKey(`prv_test_${'x'.repeat(32)}`), 401, 'unauthenticated'],
      [withKey(server.testKey.toLowerCase()), 401, 'unauthenticated'],
      [withKey(ingestKey), 403, 'admin_key_required'],
    ];
    for (const [headers, status, code] of refused) {
      const answer = await send(server, method, path, { headers: { ...headers, ...json }, ...body });
      expectProblem(answer, status, code);
    }
    if (it.elsewhere) {
      expect((await call(path, undefined, server.liveKey)).body).toMatchObject(it.elsewhere);
    } else if (it.nowhere) {
      const answer = await call(path, it.body, server.liveKey);
      expectProblem(answer, 404, answer.body.code);
    }

    // None of the calls above made, changed or took away anything.
    const answer = await call(path);
    expect(answer.status).toBe(it.status);
    const content = operations.get(name)!.responses[it.status]!.content;
    if (content) {
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(
        checkerOf(document, content['application/json']!.schema).safeParse(answer.body).error,
      ).toBeUndefined();
    } else {
      expect(answer.body).toBeNull();
    }
  });

  test('names every fault of what it is sent', async () => {
    const path = await it.path();
    const parameters = query(name);
    const faulty = [...(it.faulty ?? [])];
    if (parameters.length > 0)
      faulty.push({ query: `${it.required ?? ''}colour=red&size=1`, faults: ['colour', 'size'] });
    if (parameters.includes('limit')) {
      for (const limit of ['0', '-1', '201', '1.5', 'many', '', '5&limit=6', 'NaN', '1e400'])
        faulty.push({ query: `limit=${limit}`, faults: ['limit'] });
      faulty.push({
        query: `limit=0&cursor=${'x'.repeat(2_049)}&colour=red`,
        faults: ['limit', 'cursor', 'colour'],
      });
    }
    if (parameters.includes('from')) {
      for (const time of ['', 'yesterday', '2024-13-01', '2024-02-30', '2024-01-01T00:00:00', '1704067200'])
        faulty.push({ query: `${it.required ?? ''}from=${time}&to=${time}`, faults: ['from', 'to'] });
      for (const [from, to] of [
        ['2024-01-02', '2024-01-01'],
        ['2024-01-01', '2024-01-01T00:00:00Z'],
        ['2024-01-01T00:00:00Z', '2024-01-01T01:00:00%2B01:00'],
      ])
        faulty.push({ query: `${it.required ?? ''}from=${from}&to=${to}`, faults: ['to'] });
    }
    for (const { body, query: sent, faults } of faulty) {
      const bare = path.split('?', 1)[0]!;
      const answer = await call(sent === undefined ? path : withQuery(bare, sent), body ?? it.body);
      expectProblem(answer, 400, 'invalid_input', faults);
    }
  });

  if (it.paged)
    test('takes no cursor but one that it gave', async () => {
      const path = await it.path();
      const keys = [
        'null',
        '{}',
        '[]',
        '[1]',
        '[null]',
        '["\\u0000"]',
        '["a","b","c"]',
        `["${'9'.repeat(30)}",1]`,
      ];
      const cursors = keys.map((key) => Buffer.from(key).toString('base64url'));
      for (const cursor of ['!', 'nothing', ...cursors]) {
        expectProblem(await call(withQuery(path, `cursor=${cursor}`)), 400, 'invalid_cursor', ['cursor']);
      }
    });

  if (it.body)
    test('takes no body but a JSON object', async () => {
      const path = await it.path();
      const json = { ...withKey(server.testKey), 'content-type': 'application/json' };
      for (const body of ['{', "{'id': 1}", 'id=1', '{"a":1}}', '\ufeff\ufeff{}'])
        expectProblem(await send(server, method, path, { headers: json, body }), 400, 'not_json');
      for (const body of ['null', '[]', '"text"', '5', '', '  '])
        expectProblem(await send(server, method, path, { headers: json, body }), 400, 'invalid_input', ['']);
      const form = { ...json, 'content-type': 'application/x-www-form-urlencoded' };
      expectProblem(
        await send(server, method, path, { headers: form, body: JSON.stringify(it.body) }),
        415,
        'unsupported_media_type',
      );
      const large = JSON.stringify({ ...it.body, name: 'x'.repeat(1024 * 1024) });
      expectProblem(await send(server, method, path, { headers: json, body: large }), 413, 'body_too_large');
    });

  if (it.nowhere)
    test('answers 404 where nothing is', async () => {
      for (const path of it.nowhere!()) {
        const answer = await call(path);
        expectProblem(answer, 404, answer.body.code);
        expect(answer.body.code).toMatch(
          /^(feature|rule|application|event|user|merge|import|key|group)_not_found$/,
        );
      }
    });

  if (it.conflict)
    test('answers 409 to what meets something else', async () => {
      const { path, body, code } = await it.conflict!();
      expectProblem(await call(path, body), 409, code);
    });
});

test('what one environment makes is not in the other, and neither is what it refers to', async () => {
  const feature = { id: 'in live', name: 'L', type: 'BINARY' };
  expect((await server.call('POST', '/api/features', feature, server.liveKey)).status).toBe(201);
  expectProblem(await server.call('GET', '/api/features/in%20live'), 404, 'feature_not_found');
  expectProblem(await server.call('POST', '/api/rules', newRule, server.liveKey), 400, 'unknown_feature', [
    'featureId',
  ]);
  expect((await server.call('GET', '/api/rules', undefined, server.liveKey)).body).toEqual(noPage);
});

test('a key that was revoked is refused within five seconds', async () => {
  const key = await addKey(server, `prv_test_${'R'.repeat(32)}`);
  expect((await server.call('GET', '/api/features', undefined, key)).status).toBe(200);
  await server.sql('update api_keys set revoked_at = now() where hash = sha256($1)', [Buffer.from(key)]);
  await until(async () => (await server.call('GET', '/api/features', undefined, key)).status === 401, 5_000);
  expect((await server.call('GET', '/api/features')).status).toBe(200);
});

describe('404 as application/problem+json for', () => {
  test.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/features/a/b',
    '/api/rules/x/y',
    '/nothing',
    '/apis/features',
  ])('the path %s', async (path) => {
    for (const headers of [{}, withKey(server.testKey)]) {
      expectProblem(await send(server, 'GET', path, { headers }), 404, 'no_such_route');
    }
  });

  test('every method that a path does not have', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      if (!path.startsWith('/api/')) continue;
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        // A word in the place of an id may be an id.
        const byId = document.paths[path.replace(/[a-z]+$/, '{id}')] ?? {};
        if (method.toLowerCase() in { ...methods, ...byId }) continue;
        const url = path.replace('{id}', noId);
        expectProblem(
          await server.call(method, url, method === 'GET' ? undefined : {}),
          404,
          'no_such_route',
        );
      }
    }
  });
});

test('a query is refused where a route takes none', async () => {
  for (const { name, it, method } of named) {
    if (query(name).length > 0) continue;
    const answer = await server.call(method, withQuery(await it.path(), 'colour=red'), it.body);
    expectProblem(answer, 400, 'invalid_input', ['colour']);
  }
});
