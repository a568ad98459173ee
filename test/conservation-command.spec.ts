import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from './harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call('POST', '/api/features', { id: 'seats', name: 'Seats', type: 'CONSUMABLE' });
  const batch = [0.5, 1].map((delta) => ({
    type: 'track',
    userId: 'u',
    event: 'E',
    properties: { featureId: 'seats', delta },
  }));
  await server.call('POST', '/v1/batch', { batch });
  await server.settled();
});
afterAll(() => server.stop());

/** The command as `npm run conservation` runs it. */
async function conservation(...parameters: string[]) {
  const child = spawn(process.execPath, ['dist/apps/cli/src/main.js', 'conservation', ...parameters], {
    env: { PATH: process.env.PATH, DATABASE_URL: server.url },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output: output.replaceAll(/ +/g, ' ') };
}

test('the command proves both environments or one, and ends with 1 where a number is wrong', async () => {
  const good = await conservation('--full');
  expect(good.code).toBe(0);
  for (const line of [
    'test: balanced',
    'live: balanced',
    '= mapped 2 ',
    'usage of seats 1.5 ',
    'judged again 2 0 differ',
  ])
    expect(good.output).toContain(line);

  await server.sql(`update usage_records set delta = 4 where delta = 1`);
  await server.sql(`update usage_rollups set used = 4.5`);
  const bad = await conservation('--env', 'test', '--full');
  expect(bad.code).toBe(1);
  expect(bad.output).toMatch(
    /^test: NOT BALANCED[^]*event \d+: stored 4 of seats by featureId; recomputed delta 1/m,
  );
  expect(bad.output).not.toContain('live');
});
