import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { pagesOf } from '../api/support.js';
import { queueBackends, startTestServer, type TestServer } from '../harness.js';

interface Call {
  id: string;
  name: string | null;
  email: string | null;
  billingId: string | null;
}

type Person = Omit<Call, 'id'> & { id: string | null };

/** The page's rules, told once more and as plainly as can be: what one call after the other makes of the users. */
function identify(users: readonly Person[], call: Call): Person[] {
  const own = users.find(({ id }) => id === call.id);
  const said = {
    id: call.id,
    name: call.name ?? own?.name ?? null,
    email: call.email ?? own?.email ?? null,
    billingId: call.billingId ?? own?.billingId ?? null,
  };
  const rest = users.filter((user) => user !== own);
  const others = call.email === null ? [] : rest.filter(({ email }) => email === call.email);
  const [other] = others;
  const contradicts =
    said.billingId !== null && other?.billingId != null && other.billingId !== said.billingId;
  if (others.length !== 1 || other!.id !== null || contradicts) return [...rest, said];
  const merged = { ...said, name: said.name ?? other!.name, billingId: said.billingId ?? other!.billingId };
  return [...rest.filter((user) => user !== other), merged];
}

const stateOf = (users: readonly Person[]): string =>
  users
    .map(({ id, name, email, billingId }) => JSON.stringify([id, name, email, billingId]))
    .sort()
    .join('\n');

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [n, item] of items.entries()) {
    for (const rest of orders(items.toSpliced(n, 1))) yield [item, ...rest];
  }
}

/** A few people and calls that have to do with each other: few enough to try every order. */
const group = fc.record({
  before: fc.array(
    fc.record({
      id: fc.constantFrom('1', '2', null, null),
      name: fc.constantFrom('N', null),
      email: fc.constantFrom('x', 'y'),
      billingId: fc.constantFrom('cus_1', 'cus_2', null),
    }),
    { maxLength: 3 },
  ),
  calls: fc.array(
    fc.record({
      id: fc.constantFrom('1', '2', '3'),
      name: fc.constantFrom('A', 'B', null, null),
      email: fc.constantFrom('x', 'x', 'y', null),
      billingId: fc.constantFrom('cus_1', 'cus_2', null, null, null),
    }),
    { minLength: 2, maxLength: 5 },
  ),
});

interface Group {
  before: Person[];
  calls: Call[];
}

/** Two users change emails, and whoever is second finds an import alone with the other's: one merge, never none or two. */
const swap: Group = {
  before: [
    { id: '1', name: null, email: 'x', billingId: null },
    { id: '2', name: null, email: 'y', billingId: null },
    { id: null, name: null, email: 'x', billingId: 'cus_1' },
    { id: null, name: null, email: 'y', billingId: 'cus_2' },
  ],
  calls: [
    { id: '1', name: null, email: 'y', billingId: null },
    { id: '2', name: null, email: 'x', billingId: null },
  ],
};

describe.each(queueBackends)('identify calls at once, with the queue in %s', (queue) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ queue });
    await server.startWorker();
  });
  afterAll(() => server.stop());

  let run = 0;

  /** All calls of all groups at once; each group must end as some order of its calls would. */
  async function check(drawn: readonly Group[]): Promise<void> {
    run += 1;
    const groups = drawn.map(({ before, calls }, n) => {
      const mark = (text: string | null) => (text === null ? null : `${text}~${run}.${n}`);
      const own = <T extends Person>(person: T): T => ({
        ...person,
        id: mark(person.id),
        email: mark(person.email),
        billingId: mark(person.billingId),
      });
      const ids = before.map(({ id }) => id);
      const users = before.filter(({ id }, at) => id === null || ids.indexOf(id) === at).map(own);
      return { users, calls: calls.map(own) };
    });
    for (const { id, ...user } of groups.flatMap(({ users }) => users)) {
      const body = { ...user, ...(id === null ? { origin: 'stripe' } : { id }) };
      expect(await server.call('POST', '/api/users', body)).toMatchObject({ status: 201 });
    }
    // All partitions are held until every call is stored: then both workers set out at the same moment.
    const gate = new pg.Client(server.url);
    await gate.connect();
    await gate.query('begin; select from partitions order by partition for update');
    await Promise.all(
      groups
        .flatMap(({ calls }) => calls)
        .map(({ id, ...traits }) => server.call('POST', '/v1/identify', { userId: id, traits })),
    );
    await gate.query('commit');
    await gate.end();
    await server.settled();

    const all = (await pagesOf(server, '/api/users', 200)) as Person[];
    for (const [n, { users, calls }] of groups.entries()) {
      const mark = `~${run}.${n}`;
      const mine = all.filter(({ id, email, billingId }) =>
        [id, email, billingId].some((text) => text?.endsWith(mark)),
      );
      const possible = new Set([...orders(calls)].map((order) => stateOf(order.reduce(identify, users))));
      if (!possible.has(stateOf(mine))) {
        throw new Error(
          `No order of the calls ends so:\n${stateOf(mine)}\nbut in one of\n${[...possible].join('\n or\n')}`,
        );
      }
    }
    const flags = (await server.call('GET', '/api/users/flags')).body;
    const emails = all.map(({ email }) => email).filter((email) => email !== null);
    const count = new Map<string, number>();
    for (const email of emails) count.set(email, (count.get(email) ?? 0) + 1);
    expect(flags).toEqual({
      users: all.length,
      no_billing: all.filter(({ billingId }) => billingId === null).length,
      same_email: emails.filter((email) => count.get(email)! > 1).length,
    });
  }

  test('of one email on many partitions end as some order of them would, on two workers', async () => {
    await fc.assert(fc.asyncProperty(fc.array(group, { minLength: 40, maxLength: 60, size: 'max' }), check), {
      numRuns: 3,
      endOnFailure: true,
    });
  });

  test('of two emails at a time end so too', async () => {
    for (let round = 0; round < 3; round += 1) await check(Array.from({ length: 60 }, () => swap));
  });

  test('leave neither a count nor an identity behind', async () => {
    const strays = await server.sql(
      `select from email_groups g where users <> (
         select count(*) from users u where u.environment_id = g.environment_id and u.email_key = g.email_key
       ) or users = 0`,
    );
    expect(strays).toEqual([]);
    expect(await server.sql('select from identities where user_key not in (select key from users)')).toEqual(
      [],
    );
  });
});
