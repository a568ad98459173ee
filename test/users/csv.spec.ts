import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expectProblem, noId, pagesOf, send } from '../api/support.js';
import { queueBackends, startTestServer, type TestServer, until } from '../harness.js';

describe.each(queueBackends)('CSV with the queue in %s', (queue) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ queue });
  });
  afterAll(() => server.stop());

  const upload = async (file: string | Uint8Array | ReadableStream, key = server.testKey) => {
    const response = await fetch(`${server.origin}/api/users/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv; charset=utf-8' },
      body: file,
      duplex: 'half',
    });
    return { status: response.status, body: (await response.json()) as any, headers: response.headers };
  };
  const finished = async (id: string, key = server.testKey): Promise<any> => {
    let found: any;
    await until(async () => {
      found = (await server.call('GET', `/api/imports/${id}`, undefined, key)).body;
      return ['done', 'failed'].includes(found.state);
    });
    return found;
  };
  const load = async (file: string | Uint8Array, key = server.testKey) => {
    const { status, body } = await upload(file, key);
    expect(status).toBe(202);
    return finished(body.id, key);
  };
  const download = async (path: string, key = server.testKey) => {
    const response = await fetch(server.origin + path, { headers: { authorization: `Bearer ${key}` } });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    return response.text();
  };
  const rowsOf = (text: string): string[][] => parse(text);
  const people = async (key = server.testKey) => {
    const shown = ({ id, name, email, billingId }: any) => ({ id, name, email, billingId });
    const all: any[] = [];
    for (let cursor = ''; ;) {
      const { body } = await server.call('GET', `/api/users?limit=200${cursor}`, undefined, key);
      all.push(...body.data.map(shown));
      if (body.nextCursor === null) return all;
      cursor = `&cursor=${body.nextCursor as string}`;
    }
  };

  test('creates, updates and merges row by row, and reports bad rows with line and reason', async () => {
    await server.call('POST', '/api/users', { id: 'c1', name: 'Old', email: 'c1@x' });
    await server.call('POST', '/api/users', {
      origin: 'stripe',
      billingId: 'cus_c2',
      email: 'c2@x',
      name: 'C2',
    });
    const done = await load(
      [
        '\ufeffid,name,phone,email,billingId',
        'c1,"New, ""quoted""",1,,',
        'c2,,2,C2@X,',
        'c3,"two',
        'lines",3,c3@x,cb_3',
        ',Customer,,c4@x,cus_c4',
        '',
        ',nobody,,,',
        `${'x'.repeat(256)},long,,,`,
        ',,,nobody@x,',
        'c5',
        'c1,"New, ""quoted""",1,,',
      ].join('\r\n'),
    );
    expect(done).toMatchObject({
      source: 'csv',
      state: 'done',
      rows: 9,
      created: 3,
      updated: 1,
      merged: 1,
      unchanged: 1,
      failed: 3,
      error: null,
    });
    const byId = ({ id: one }: any, { id: other }: any) => ((one ?? '~') < (other ?? '~') ? -1 : 1);
    expect((await people()).sort(byId)).toEqual([
      { id: 'c1', name: 'New, "quoted"', email: 'c1@x', billingId: null },
      { id: 'c2', name: 'C2', email: 'C2@X', billingId: 'cus_c2' },
      { id: 'c3', name: 'two\r\nlines', email: 'c3@x', billingId: 'cb_3' },
      { id: 'c5', name: null, email: null, billingId: null },
      { id: null, name: 'Customer', email: 'c4@x', billingId: 'cus_c4' },
    ]);
    const report = rowsOf(await download(`/api/imports/${done.id}/report`));
    expect(report.map(([line]) => line)).toEqual(['line', '8', '9', '10']);
    for (const [, reason] of report.slice(1)) expect(reason).toMatch(/./);
    const faults = await pagesOf(server, `/api/imports/${done.id}/faults`, 2);
    expect(faults.map(({ line, reason }) => [`${line}`, reason])).toEqual(report.slice(1));
    expect(await server.sql('select from import_chunks')).toEqual([]);
  });

  test('a file without known columns, or empty, fails with the reason', async () => {
    expect(await load('colour,size\nred,1\n')).toMatchObject({
      state: 'failed',
      error: expect.stringMatching('id'),
    });
    expect(await load('')).toMatchObject({ state: 'failed', error: expect.stringMatching('empty') });
  });

  test('what was exported is imported again as it was, into the same users and into none', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.stringMatching(/^[='+@\-"\t\r\n,;]{0,4}\w{0,4}$/),
    );
    const storable = cell.filter((text) => text.trim() !== '' && !text.includes('\0') && text.isWellFormed());
    const user = fc.record({
      id: storable,
      name: fc.option(storable),
      email: fc.option(storable),
      billingId: fc.option(storable),
    });
    const users = fc.sample(
      fc.uniqueArray(user, { selector: ({ id }) => id, minLength: 60, maxLength: 60, size: 'max' }),
      {
        numRuns: 1,
        seed: queue === 'Redis' ? 7 : 8,
      },
    )[0]!;
    for (const one of users) {
      expect(await server.call('POST', '/api/users', one)).toMatchObject({ status: 201 });
    }
    const before = await people();
    const text = await download('/api/users/export');
    for (const row of rowsOf(text)) for (const one of row) expect(one).not.toMatch(/^[=+\-@\t\r]/);
    const again = await load(text);
    expect(again).toMatchObject({ rows: before.length, unchanged: before.length, failed: 0 });
    expect(await people()).toEqual(before);
    expect(await load(text, server.liveKey)).toMatchObject({ rows: before.length, failed: 0 });
    const sorted = (all: any[]) => all.map((one) => JSON.stringify(one)).sort();
    expect(sorted(await people(server.liveKey))).toEqual(sorted(before));
    expect(await download('/api/users/export', server.liveKey)).toHaveLength(text.length);
  });

  test('goes on after a worker was stopped in the middle, and takes each row once', async () => {
    const rows = Array.from({ length: 6_000 }, (_, n) => `big${n},Name ${n},big${n}@x,`);
    const { body } = await upload(['id,name,email,billingId', ...rows].join('\n'));
    const first = await server.startWorker();
    await until(async () => (await server.call('GET', `/api/imports/${body.id}`)).body.rows > 0);
    await first.close();
    await server.startWorker();
    expect(await finished(body.id)).toMatchObject({ rows: 6_000, created: 6_000, failed: 0 });
    const [{ users }] = (await server.sql(
      `select count(*)::int as users from users where external_id like 'big%'`,
    )) as [{ users: number }];
    expect(users).toBe(6_000);
  });

  test('answers problems: no key, another content type, unknown imports, the other environment', async () => {
    expectProblem(await upload('id\nx', 'none'), 401, 'unauthenticated');
    const headers = { authorization: `Bearer ${server.testKey}`, 'content-type': 'application/json' };
    expectProblem(
      await send(server, 'POST', '/api/users/import', { headers, body: '{}' }),
      415,
      'unsupported_media_type',
    );
    const csv = { ...headers, 'content-type': 'text/csv' };
    expectProblem(
      await send(server, 'POST', '/api/features', { headers: csv, body: 'id' }),
      415,
      'unsupported_media_type',
    );
    const [latest] = await pagesOf(server, '/api/imports', 2);
    for (const path of ['', '/report']) {
      for (const id of [noId, 'x']) {
        expectProblem(await server.call('GET', `/api/imports/${id}${path}`), 404, 'import_not_found');
      }
      const own = `/api/imports/${latest.id as string}${path}`;
      expectProblem(await server.call('GET', own, undefined, server.liveKey), 404, 'import_not_found');
      expectProblem(await server.call('GET', own, undefined, 'none'), 401, 'unauthenticated');
    }
    for (const path of ['/api/users/export', '/api/imports']) {
      expectProblem(await server.call('GET', path, undefined, 'none'), 401, 'unauthenticated');
    }
  });
});
