import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, until, type TestServer } from '../harness.js';
import { libraries, send } from '../libraries/libraries.js';
import { closeBrowser, expectAccessible, openDashboard, type Dashboard } from './browser.js';

let server: TestServer;
let dashboard: Dashboard;
beforeAll(async () => {
  server = await startTestServer();
  dashboard = await openDashboard(server);
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;

/** Two features over seventy days, by users of whom two are merged. */
async function fill(): Promise<{ id: string; name: string }> {
  const names = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Edsger Dijkstra', 'Barbara Liskov'];
  const calls: object[] = names.map((name, n) => ({
    type: 'identify',
    userId: `u${n}`,
    traits: { name, email: `${name.split(' ')[0]!.toLowerCase()}@example.com` },
  }));
  for (let day = 0; day < 70; day += 1) {
    for (let user = 0; user < names.length; user += 1) {
      const timestamp = new Date(today - day * dayMs).toISOString();
      const units = 40 + ((day * 7 + user * 13) % 30) - Math.floor(day / 4);
      calls.push(
        { type: 'track', userId: `u${user}`, event: 'Message Sent', properties: { delta: units }, timestamp },
        {
          type: 'track',
          userId: `u${user}`,
          event: 'Export',
          properties: { featureId: 'exports', delta: 5 + ((day + user) % 9) },
          timestamp,
        },
      );
    }
  }
  await server.call('POST', '/v1/batch', { batch: calls });
  const conditions = [{ kind: 'event_name', operator: 'equals', value: 'Message Sent' }];
  await server.call('POST', '/api/rules', { name: 'Messages', featureId: 'messages', conditions });
  await server.settled();
  return (await server.call('POST', '/api/users/merge', { ids: ['u0', 'u1'] })).body.user;
}

test('a person creates features, edits one, archives it, brings it back and deletes it', async () => {
  const { page, open } = dashboard;
  await open('/usage');
  await page.getByRole('heading', { name: 'No features yet' }).waitFor();
  await open('/features');
  await page.getByRole('link', { name: 'Create the first feature' }).click();

  await page.getByRole('textbox', { name: 'Name' }).fill('Messages');
  await page.getByLabel('Unit, one').fill('message');
  await page.getByLabel('Metadata').fill('[1]');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Create feature' }).click();
  await page.getByText('must be a JSON object').waitFor();
  await page.getByLabel('Metadata').fill('{"plan": "pro"}');
  await expectAccessible(page, 'feature-new');
  await page.getByRole('button', { name: 'Create feature' }).click();
  await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
  await server.call('POST', '/api/features', { id: 'exports', name: 'Exports', type: 'CONSUMABLE' });
  const odd = 'a/b?c=d&e %2F#x';
  await server.call('POST', '/api/features', { id: odd, name: 'Odd', type: 'BINARY' });
  expect((await server.call('GET', '/api/features/messages')).body).toMatchObject({
    ...{ name: 'Messages', unitLabel: 'message', unitLabelPlural: null, metadata: { plan: 'pro' } },
  });

  await open('/features');
  await page.getByRole('link', { name: 'Odd', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Odd one');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'Odd one' }).waitFor();
  await page.getByRole('button', { name: 'Archive feature' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive feature' }).click();
  await page.getByText('Archived since').waitFor();
  await open('/features');
  await page.getByText('Archived (1)').click();
  await page.getByRole('link', { name: 'Odd one', exact: true }).click();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await page.getByText('Archived since').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Delete feature' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete feature' }).click();
  await page.getByRole('heading', { level: 1, name: 'Features' }).waitFor();
  await page.getByRole('link', { name: 'Odd one', exact: true }).waitFor({ state: 'detached' });
});

test('usage is charted, compared and listed by user, and each number leads to its records', async () => {
  const { page, open } = dashboard;
  await open('/usage');
  await page.getByRole('heading', { name: 'Nothing was used in this range' }).waitFor();
  const merged = await fill();

  await open('/usage?feature=messages&range=90d');
  await page
    .getByRole('img', { name: 'Chart of Messages (message) by day' })
    .locator('svg')
    .first()
    .waitFor();
  await open('/usage');
  await page
    .getByRole('img', { name: /^Chart of/ })
    .locator('svg')
    .first()
    .waitFor();
  await expectAccessible(page, 'usage');

  // What the page says is what the API says.
  const from = new Date(today - 29 * dayMs).toISOString();
  const total = async (query: string) => (await server.call('GET', `/api/usage?${query}`)).body.total;
  const exported = await total(`featureId=exports&from=${from}`);
  const before = await total(
    `featureId=exports&from=${new Date(today - 59 * dayMs).toISOString()}&to=${from}`,
  );
  const row = page
    .getByRole('table', { name: 'Usage by feature, compared' })
    .getByRole('row', { name: /Exports/ });
  const shown = (await row.getByRole('cell').allTextContents()).slice(1, 4);
  const change = exported - before;
  expect(shown).toEqual([
    exported.toLocaleString('en-US'),
    before.toLocaleString('en-US'),
    change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${Math.abs(change)}`,
  ]);

  // The keyboard alone: a shorter range, and from the chart to the table of the same numbers.
  await page.getByLabel('Range').focus();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('radio', { name: 'Chart' }).focus();
  await page.keyboard.press('ArrowRight');
  const table = page.getByRole('table', { name: 'Usage by day' });
  await table.waitFor();
  expect(await table.getByRole('row').count()).toBe(1 + 7);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().trim().split('\r\n');
  expect(lines[0]).toBe('from,to,featureId,feature,used');
  expect(lines).toHaveLength(1 + 2 * 7);

  await row.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: 'Users of Exports' }).waitFor();
  const users = page.getByRole('table', { name: 'Users of Exports' });
  await users.waitFor();
  expect(await users.getByRole('row').count()).toBe(1 + 4);
  await expectAccessible(page, 'usage-users');
  const mergedRow = users.getByRole('row', { name: new RegExp(merged.name) });
  const used = await mergedRow.getByRole('cell').nth(1).textContent();
  expect(used).toBe(
    String(await total(`featureId=exports&userId=u1&from=${new Date(today - 6 * dayMs).toISOString()}`)),
  );
  await mergedRow.getByRole('link', { name: /the records of/ }).click();
  await page.getByRole('heading', { level: 1, name: `Exports of ${merged.name}` }).waitFor();
  await page.getByRole('table', { name: `Records of ${merged.id}` }).waitFor();
  await page.getByText(`${used!} units`).waitFor();
  expect(await page.getByRole('row').count()).toBe(1 + 2 * 7);
  await expectAccessible(page, 'usage-records');

  await open('/features');
  await expectAccessible(page, 'features');
  await page.getByRole('link', { name: 'Messages', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
  await page.getByText('Enabled').waitFor();
  await expectAccessible(page, 'feature');
});

test('a key is created, used by a library of Segment, and revoked', async () => {
  const { page, open, close } = dashboard;
  await open('/keys');
  await page.getByText('you are signed in with it').waitFor();
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByLabel('Name').fill('Shop');
  await page.keyboard.press('Enter');
  const shown = page.getByRole('region', { name: 'the key' });
  await shown.waitFor();
  const key = (await shown.textContent())!;
  expect(key).toMatch(/^wrt_test_[A-Za-z0-9]{32}$/);
  await expectAccessible(page, 'key-shown');
  await page.getByRole('button', { name: 'Done' }).click();
  await shown.waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(key);

  const library = libraries.find(({ sender }) => sender === 'segment-node-3.mjs')!;
  const calls = [{ type: 'track', userId: 'shopper', event: 'Bought' }];
  const use = () => send(library, { origin: server.origin, key, bursts: [calls] });
  expect(await use()).toMatchObject({ calls: 1, failures: [] });
  const events = async () => (await server.call('GET', '/api/events?userId=shopper')).body.data.length;
  expect(await events()).toBe(1);

  await open('/keys');
  const row = page.getByRole('row', { name: /Shop/ });
  await row.getByText(/just now|seconds? ago/).waitFor();
  await expectAccessible(page, 'keys');
  await row.getByRole('button', { name: 'Revoke Shop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await row.getByText('Revoked').waitFor();
  const statusOf = async () =>
    (await server.call('POST', '/v1/track', { userId: 'shopper', event: 'Bought' }, key)).status;
  await until(async () => (await statusOf()) === 401, 5_000);
  const stored = await events();
  expect((await use()).failures).toHaveLength(1);
  expect(await events()).toBe(stored);
  await close();
});
