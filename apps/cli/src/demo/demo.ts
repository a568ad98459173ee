import { StartError } from '#libs/kana';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultyCalls, makeCalls } from './calls.js';
import { makeCompany, type Company } from './company.js';
import { firstCustomerFile, secondCustomerFile, sharedCustomer } from './customer-files.js';
import { KanaClient } from './kana-client.js';
import { features, ignoredGroups, mistake, rules } from './mapping.js';

/** Of a batch, which Segment limits to 500 KB. */
const maxBatchLength = 450_000;
const maxBatchCalls = 1_000;
/** Every eighth batch is sent again in part, as by a client that did not hear the answer. */
const repeated = { every: 8, calls: 20 };

interface DemoOptions {
  origin: string;
  /** An admin key of the test environment. */
  key: string;
  /** 1: 500 people. */
  scale?: number;
  /** The end of the three months, unless an earlier run has set it. */
  now?: Date;
  say?: (line: string) => void;
}

type Say = (line: string) => void;

/** Where a demo stands: kept in the metadata of its first feature, since messages of one run and the next must be equal. */
interface State {
  until: string;
  complete: boolean;
}

/** Fills the test environment of the server at KANA_URL. */
export async function demo([argument]: string[]): Promise<number> {
  const { KANA_URL, KANA_TEST_KEY, KANA_KEY } = process.env;
  const origin = firstSet(KANA_URL, 'http://127.0.0.1:3000').replace(/\/+$/, '');
  if (!URL.canParse(origin)) throw new StartError(`KANA_URL is no address: ${origin}`);
  const key = checkedKey(firstSet(argument, KANA_TEST_KEY, KANA_KEY));
  await fillDemo({ origin, key, say: (line) => console.log(line) });
  return 0;
}

/** Empty is not set, as in the settings of the server. */
const firstSet = (...values: (string | undefined)[]): string => values.find((value) => value) ?? '';

function checkedKey(key: string): string {
  if (key === '') {
    throw new StartError(
      [
        'The demo needs the admin key of the test environment, which npm start prints the first time:',
        '  npm run demo -- prv_test_…     (or KANA_TEST_KEY=prv_test_… npm run demo)',
        'Keys are stored hashed, so the data folder cannot tell it again.',
      ].join('\n'),
    );
  }
  if (/^(prv|wrt)_live_/.test(key)) {
    throw new StartError(
      'This is a key of the live environment, and the demo fills the test environment only.',
    );
  }
  if (!key.startsWith('prv_test_')) {
    throw new StartError('The demo needs an admin key of the test environment: prv_test_….');
  }
  return key;
}

/**
 * Three months of a company's calls, with its features, rules, customers and conflicts. Adds nothing twice: what an
 * earlier run made is left as it is, and every call has the messageId that it had then.
 */
export async function fillDemo(options: DemoOptions): Promise<void> {
  const { origin, key, scale = 1, now = new Date(), say = () => undefined } = options;
  const began = performance.now();
  const kana = new KanaClient(origin, key);
  const { until, complete } = await begin(kana, now);
  if (complete) say(`The demo is there already, with calls up to ${until}. Nothing was sent.`);
  else await fill(kana, { origin, key, say, until, company: makeCompany(scale) });
  await sayWhatToSee(kana, origin, say);
  say(`This took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

interface Filling {
  origin: string;
  key: string;
  say: Say;
  until: string;
  company: Company;
}

async function fill(kana: KanaClient, { origin, key, say, until, company }: Filling): Promise<void> {
  say(`Quillboard, a company that does not exist: ${company.people.length} people, calls up to ${until}`);
  say('Features and rules');
  for (const feature of features) if (!feature.late) await makeFeature(kana, feature);
  for (const rule of rules) if (!rule.late) await makeRule(kana, rule, 1);

  say('Customers of the billing provider, from a CSV file');
  await importCustomers(kana, firstCustomerFile(company), company.customers[0]!);

  const calls = makeCalls(company, new Date(until));
  say(`${count(calls.length)} calls`);
  await send(new KanaClient(origin, await makeKeys(kana, key)), calls, say);
  await attributed(kana);

  say('Features and rules that came later, with their retroactive runs');
  for (const feature of features) await makeFeature(kana, feature);
  for (const rule of rules) await makeRule(kana, rule, rule.versions.length);
  await retractMistake(kana);
  for (const group of ignoredGroups) await kana.call('POST', '/api/unmapped/ignored', { body: group });

  say('A second file of customers, and merges');
  await importCustomers(kana, secondCustomerFile(company), sharedCustomer(company));
  await mergeDoubles(kana, company);
  await keepState(kana, { until, complete: true });
}

interface StoredFeature {
  metadata: Record<string, unknown>;
}

const stateFeature = features[0]!;

/** Whatever the earlier run took as today is still the end of its three months. */
async function begin(kana: KanaClient, now: Date): Promise<State> {
  const path = `/api/features/${stateFeature.id}`;
  const found = await kana.call<StoredFeature | null>('GET', path, { unless: [404] });
  if (found?.metadata.demo) return found.metadata.demo as State;
  const state = { until: now.toISOString(), complete: false };
  await makeFeature(kana, stateFeature);
  await keepState(kana, state);
  return state;
}

async function keepState(kana: KanaClient, demo: State): Promise<void> {
  const path = `/api/features/${stateFeature.id}`;
  const { metadata } = await kana.call<StoredFeature>('GET', path);
  await kana.call('PATCH', path, { body: { metadata: { ...metadata, demo } } });
}

/** 409: it is there. */
async function makeFeature(
  kana: KanaClient,
  { late: _, ...feature }: (typeof features)[number],
): Promise<void> {
  const made = await kana.call<WithRun | null>('POST', '/api/features', { body: feature, unless: [409] });
  await ended(kana, made?.application ?? null);
}

interface Run {
  id: string;
  state: string;
}

interface WithRun {
  application: Run | null;
}

interface StoredRule {
  id: string;
  name: string;
  version: number;
}

/** Up to a version of the ones it is to have. What people made of it since is theirs. */
async function makeRule(kana: KanaClient, rule: (typeof rules)[number], versions: number): Promise<void> {
  const { name, featureId, enabled = true } = rule;
  const found = await findRule(kana, name);
  for (const [n, conditions] of rule.versions.entries()) {
    if (n < (found?.version ?? 0) || n >= versions) continue;
    const body = { name, featureId, enabled, conditions };
    const { application } =
      n === 0
        ? await kana.call<WithRun>('POST', '/api/rules', { body })
        : await kana.call<WithRun>('PUT', `/api/rules/${(await findRule(kana, name))!.id}`, { body });
    // A newer version would end the run of this one.
    await ended(kana, application);
  }
}

async function findRule(kana: KanaClient, name: string): Promise<StoredRule | undefined> {
  return (await kana.list<StoredRule>('/api/rules')).find((rule) => rule.name === name);
}

async function ended(kana: KanaClient, run: Run | null): Promise<void> {
  while (run && ['waiting', 'running'].includes(run.state)) {
    await sleep(50);
    run = await kana.call<Run>('GET', `/api/applications/${run.id}`);
  }
}

/** A rule that should not have been: its usage is taken back, by records that reverse it. */
async function retractMistake(kana: KanaClient): Promise<void> {
  const rule = await findRule(kana, mistake);
  if (rule?.version !== 1) return;
  const body = { disable: true };
  const { application } = await kana.call<WithRun>('POST', `/api/rules/${rule.id}/retract`, { body });
  await ended(kana, application);
}

interface StoredUser {
  key: string;
  billingId: string | null;
}

/** Not again where the file's last customer is there. */
async function importCustomers(
  kana: KanaClient,
  file: string,
  one: { email: string; billingId: string },
): Promise<void> {
  const path = `/api/users?${new URLSearchParams({ email: one.email }).toString()}`;
  const { data } = await kana.call<{ data: StoredUser[] }>('GET', path);
  if (data.some(({ billingId }) => billingId === one.billingId)) return;
  let state = await kana.call<Run>('POST', '/api/users/import', { body: file, type: 'text/csv' });
  while (!['done', 'failed'].includes(state.state)) {
    await sleep(50);
    state = await kana.call<Run>('GET', `/api/imports/${state.id}`);
  }
}

interface StoredKey {
  id: string;
  name: string;
  key: string;
}

/** @returns the key to send calls with: a new one that can do nothing else, or the given one where that is there. */
async function makeKeys(kana: KanaClient, key: string): Promise<string> {
  const there = new Set((await kana.list<StoredKey>('/api/keys')).map(({ name }) => name));
  const make = (name: string, scope: string) =>
    there.has(name) ? null : kana.call<StoredKey>('POST', '/api/keys', { body: { name, scope } });
  const former = await make('Quillboard, former contractor', 'admin');
  if (former) await kana.call('POST', `/api/keys/${former.id}/revoke`);
  return (await make('Quillboard, website and apps', 'ingest'))?.key ?? key;
}

/** One batch after the other, so that calls are stored in the order in which they happened. */
async function send(kana: KanaClient, calls: readonly object[], say: Say): Promise<void> {
  let sent = 0;
  let told = 0;
  for (const [n, batch] of batchesOf(calls).entries()) {
    await sendBatch(kana, batch);
    if (n % repeated.every === 0) await sendBatch(kana, batch.slice(0, repeated.calls));
    sent += batch.length;
    if (sent - told < calls.length / 8 && sent < calls.length) continue;
    told = sent;
    say(`  ${count(sent)} stored`);
  }
  await kana.call('POST', '/v1/batch', { body: { batch: faultyCalls }, unless: [400] });
}

const sendBatch = (kana: KanaClient, batch: readonly string[]): Promise<unknown> =>
  kana.call('POST', '/v1/batch', { body: `{"batch":[${batch.join(',')}]}` });

function batchesOf(calls: readonly object[]): string[][] {
  const batches: string[][] = [[]];
  let length = 0;
  for (const call of calls) {
    const text = JSON.stringify(call);
    if (length + text.length > maxBatchLength || batches.at(-1)!.length === maxBatchCalls) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)!.push(text);
    length += text.length + 1;
  }
  return batches;
}

interface Conservation {
  balanced: boolean;
  received: number;
  mapped: number;
  unmapped: number;
  identified: number;
  pending: number;
  verification: { checked: number; differences: number } | null;
}

async function attributed(kana: KanaClient): Promise<void> {
  while ((await kana.call<Conservation>('GET', '/api/conservation')).pending > 0) await sleep(250);
}

/** One pair of accounts that was merged, and one of which that was a mistake and was undone. The others wait. */
async function mergeDoubles(kana: KanaClient, { doubles: [pair, mistaken] }: Company): Promise<void> {
  if (pair) await merge(kana, [pair.first.id, pair.second.id]);
  if (!mistaken) return;
  const keys = await keysOf(kana, [mistaken.first.id, mistaken.second.id]);
  const merges = await kana.list<StoredMerge>('/api/merges');
  if (
    merges.some(
      ({ mergedKeys, survivorKey }) => keys.has(survivorKey) && mergedKeys.some((key) => keys.has(key)),
    )
  )
    return;
  const id = await merge(kana, [mistaken.first.id, mistaken.second.id]);
  if (id) await kana.call('POST', `/api/merges/${id}/undo`);
}

interface StoredMerge {
  id: string;
  survivorKey: string;
  mergedKeys: string[];
}

/** @returns null where they are one user. */
async function merge(kana: KanaClient, ids: string[]): Promise<string | null> {
  const body = { ids };
  const merged = await kana.call<{ merge: StoredMerge } | null>('POST', '/api/users/merge', {
    body,
    unless: [409],
  });
  return merged?.merge.id ?? null;
}

async function keysOf(kana: KanaClient, ids: string[]): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const id of ids)
    keys.add((await kana.call<StoredUser>('GET', `/api/users/${encodeURIComponent(id)}`)).key);
  return keys;
}

async function sayWhatToSee(kana: KanaClient, origin: string, say: Say): Promise<void> {
  const proof = await kana.call<Conservation>('GET', '/api/conservation?verify=full');
  const flags = await kana.call<Record<string, number>>('GET', '/api/users/flags');
  const { totals } = await kana.call<{ totals: { open: number } }>('GET', '/api/unmapped?limit=1');
  say(
    `\n${count(proof.received)} calls are stored: ${count(proof.mapped)} gave usage, ${count(proof.unmapped)} are unmapped, ` +
      `${count(proof.identified)} were identify calls. Judged again: ${proof.verification?.differences ?? 0} differences.`,
  );
  say(`\nWhat to look at (sign in at ${origin}/ with the same key; reference: ${origin}/docs):`);
  const places = [
    [`${count(totals.open)} events wait for a decision`, '/unmapped'],
    ['… "Task Completed" is worth a rule, "whiteboards" a feature', '/unmapped'],
    ['Rules: one with three versions, two that overlap, one taken back', '/rules'],
    ['Retroactive runs', '/runs'],
    ['Usage of three months', '/usage?range=90d'],
    [
      `${count(flags.users ?? 0)} users, of whom ${count(flags.no_billing ?? 0)} lack a billing id`,
      '/users?flag=no_billing',
    ],
    [`… and ${count(flags.same_email ?? 0)} share an email`, '/users?flag=same_email'],
    ['Imports, with rows that could not be taken', '/users/-/imports'],
    ['Merges, one of them undone', '/users/-/merges'],
    ['Keys', '/keys'],
  ];
  for (const [what, path] of places) say(`  ${what!.padEnd(66)} ${origin}/test${path!}`);
}

const count = (number: number): string => number.toLocaleString('en-US');
