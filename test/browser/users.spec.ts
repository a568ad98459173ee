import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startTestServer, type TestServer } from '../harness.js';
import { closeBrowser, expectAccessible, openDashboard, type Dashboard } from './browser.js';

let server: TestServer;
let dashboard: Dashboard;
let page: Page;
/** Two customers, page by page. */
const stripe = createServer((request, response) => {
  const more = !request.url!.includes('starting_after');
  const data = more
    ? [{ id: 'cus_Grace', object: 'customer', name: 'Grace', email: null }]
    : [{ id: 'cus_Alan', object: 'customer', name: 'Alan Turing', email: 'alan@park.example' }];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ object: 'list', url: '/v1/customers', has_more: more, data }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => stripe.listen(0, '127.0.0.1', resolve));
  const { port } = stripe.address() as AddressInfo;
  server = await startTestServer({
    settings: { STRIPE_TEST_API_KEY: 'sk_test', STRIPE_URL: `http://127.0.0.1:${port}` },
  });
  dashboard = await openDashboard(server, ['test', 'live']);
  page = dashboard.page;
});
afterAll(async () => {
  await dashboard.close();
  await closeBrowser();
  await server.stop();
  stripe.closeAllConnections();
  await new Promise((resolve) => stripe.close(resolve));
});

const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const button = (name: string | RegExp) => page.getByRole('button', { name });
const rowsOf = (table: string) => page.getByRole('table', { name: table }).getByRole('row');

/** What an import came to. */
async function countsShown(): Promise<Record<string, string | undefined>> {
  const counts = page.locator('dl > div');
  const [names, values] = [
    await counts.locator('dt').allInnerTexts(),
    await counts.locator('dd').allInnerTexts(),
  ];
  return Object.fromEntries(names.map((name, n) => [name, values[n]]));
}

/** What is pressed and saved as a file. */
async function downloaded(press: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

test('without users the page says how to get some; one is created whose id is odd, found and exported', async () => {
  await dashboard.open('/users');
  await page.getByRole('heading', { name: 'No users yet' }).waitFor();

  const id = 'a/b?c=%2F#ä "1"';
  await button('New user').first().click();
  await button('Create user').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Enter the ID of the user.').waitFor();
  await dialog.getByLabel('ID', { exact: false }).first().fill(id);
  await dialog.getByLabel('Name').fill('Odd One');
  await dialog.getByLabel('Metadata').fill('[1]');
  await page.keyboard.press('Tab');
  await button('Create user').click();
  await dialog.getByText('must be a JSON object').waitFor();
  await dialog.getByLabel('Metadata').fill('{"plan":"team"}');
  await button('Create user').click();
  await heading('Odd One');
  await page.reload();
  await heading('Odd One');
  await page.getByText('"plan": "team"').waitFor();

  await page.getByRole('link', { name: 'Users', exact: true }).first().click();
  for (const text of [id, 'odd']) {
    await page.getByLabel('Find a user').fill(text);
    await page.waitForURL(({ searchParams }) => searchParams.get('q') === text);
    await page.getByRole('link', { name: 'Odd One' }).waitFor();
  }
  await page.getByLabel('Find a user').fill('nobody');
  await page.getByText('Nobody found for “nobody”').waitFor();
  const file = await downloaded(() => button('Export CSV').click());
  expect(file.name).toBe('users.csv');
  expect(file.text).toBe(`id,name,email,billingId\r\n"${id.replaceAll('"', '""')}",Odd One,,\r\n`);
});

describe('with users', () => {
  beforeAll(async () => {
    for (const [id, name] of [
      ['seats', 'Seats'],
      ['exports', 'PDF exports'],
    ] as const)
      await server.call('POST', '/api/features', { id, name, type: 'CONSUMABLE' });
    const email = 'ada@analytical.example';
    for (const user of [
      { id: 'ada-web', name: 'Ada Lovelace', email, metadata: { plan: 'team' } },
      { id: 'grace', name: 'Grace Hopper', email: 'grace@navy.example', billingId: 'cus_Grace' },
      {
        id: 'ada-app',
        email: 'Ada@analytical.example',
        billingId: 'cus_Ada',
        metadata: { plan: 'free', seats: 4 },
      },
      { origin: 'chargebee', billingId: 'cb_linus', name: 'Linus', email: 'linus@kernel.example' },
      { id: 'box-1', name: 'Support', email: 'help@navy.example', billingId: 'cb_1' },
      { id: 'box-2', name: 'Sales', email: 'help@navy.example', billingId: 'cb_2' },
    ])
      expect(await server.call('POST', '/api/users', user)).toMatchObject({ status: 201 });
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
    const use = (userId: string, featureId: string, delta: number, ago: number) => ({
      type: 'track',
      userId,
      event: featureId === 'seats' ? 'Seat Added' : 'PDF Exported',
      properties: { featureId, delta },
      timestamp: day(ago),
    });
    await server.call('POST', '/v1/batch', {
      batch: [
        ...Array.from({ length: 24 }, (_, n) => use('ada-web', 'exports', 1 + ((n * 7) % 11), n)),
        use('ada-web', 'seats', 3, 20),
        use('ada-app', 'seats', 2, 5),
        { type: 'track', userId: 'ada-app', event: 'Report Opened', properties: {}, timestamp: day(0) },
      ],
    });
    await server.settled();
  });

  const used = async (id: string) =>
    (await server.call('GET', `/api/usage?userId=${id}&featureId=seats`)).body.total;

  test('two that share an email are merged after a preview, and parted again: from the toast, and from the list', async () => {
    await dashboard.open('/users');
    await rowsOf('Users').nth(7).waitFor();
    await expectAccessible(page, 'users');
    await page.getByRole('link', { name: 'Linus' }).click();
    await page.getByText('Not identified yet').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/test\/users\/-\/key\/\d+$/);
    await page.goBack();
    await page.getByRole('link', { name: /^No billing ID/ }).click();
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    expect(await page.getByText('cus_Grace').count()).toBe(0);
    await page.getByRole('link', { name: /^Same email/ }).click();
    await page.getByRole('heading', { name: 'help@navy.example' }).waitFor();
    await page.getByRole('checkbox', { name: 'Select Ada Lovelace (ada-web)' }).check();

    const dialog = page.getByRole('dialog');
    const preview = async () => {
      await button('Review merge of ada@analytical.example').click();
      await dialog.getByText('is kept, since it was created first').waitFor();
    };
    await preview();
    const lines = await dialog
      .getByRole('table', { name: 'The user after the merge' })
      .getByRole('row')
      .allInnerTexts();
    const cells = lines.map((line) => line.split(/\s*\t\s*/));
    expect(cells).toContainEqual(['IDs', 'ada-app, ada-web', '–']);
    expect(cells).toContainEqual(['Billing ID', 'cus_Ada from ada-app', '–']);
    expect(cells).toContainEqual(['plan', '"team"', '"free"']);
    const usage = await dialog
      .getByRole('table', { name: 'Usage before and after' })
      .getByRole('row')
      .allInnerTexts();
    expect(usage.map((line) => line.split(/\s*\t\s*/))).toContainEqual(['seats', '3', '2', '5']);
    expect(await used('ada-web')).toBe(3);
    await expectAccessible(page, 'users-merge');
    await dialog.getByRole('button', { name: 'Merge 2 users' }).click();
    await page.getByText('2 users merged into Ada Lovelace.').waitFor();
    expect([await used('ada-web'), await used('ada-app')]).toEqual([5, 5]);
    await button('Undo').click();
    await page.getByText('Merge undone: 2 users again.').waitFor();
    expect([await used('ada-web'), await used('ada-app')]).toEqual([3, 2]);

    // With the keyboard alone.
    await page.getByRole('heading', { name: 'ada@analytical.example' }).waitFor();
    await button('Review merge of ada@analytical.example').focus();
    await page.keyboard.press('Enter');
    await dialog.getByText('is kept, since it was created first').waitFor();
    await dialog.getByRole('button', { name: 'Merge 2 users' }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(await used('ada-app')).toBe(5);
    await dashboard.open('/users/-/merges');
    await button('Undo the merge into Ada Lovelace').waitFor();
    await expectAccessible(page, 'merges');
    await button('Undo the merge into Ada Lovelace').click();
    await dialog.getByText('becomes a user again').waitFor();
    await dialog.getByRole('button', { name: 'Undo merge' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Undone').nth(1).waitFor();
    expect(await button(/^Undo the merge/).count()).toBe(0);
    expect([await used('ada-web'), await used('ada-app')]).toEqual([3, 2]);
  });

  test('the page of a user has fields, usage over time, events and merges; a user is changed and deleted there', async () => {
    await server.call('POST', '/api/users/merge', { ids: ['ada-web', 'ada-app'] });
    await dashboard.open('/users/ada-app');
    await heading('Ada Lovelace');
    await page.getByRole('img', { name: /^PDF exports by day/ }).waitFor();
    await page.getByRole('link', { name: 'Report Opened' }).waitFor();
    await page.getByRole('button', { name: /^Undo the merge/ }).waitFor();
    await expectAccessible(page, 'user');
    const event = await page.getByRole('link', { name: 'Report Opened' }).getAttribute('href');
    expect(event).toMatch(/^\/test\/events\/./);
    await page.getByText('12 months').click();
    await page.getByRole('img', { name: /^Seats by month/ }).waitFor();
    await page.getByLabel('As tables').check();
    const month = new Date(Date.now() - 5 * 86_400_000).toUTCString().slice(8, 16);
    await page.getByRole('table', { name: 'Seats by month' }).getByText(month).waitFor();

    await button('Edit').click();
    await page.getByRole('dialog').getByLabel('Email').fill('');
    await page.getByRole('dialog').getByLabel('Billing ID').fill('cus_New');
    await button('Save user').click();
    await page.getByText('cus_New').waitFor();
    const { body } = await server.call('GET', '/api/users/ada-web');
    expect(body).toMatchObject({
      name: 'Ada Lovelace',
      email: null,
      billingId: 'cus_New',
      metadata: { plan: 'team' },
    });

    await button('Delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Usage of seats: 5').waitFor();
    await dialog.getByRole('button', { name: 'Delete user' }).click();
    await heading('Users');
    expect(await server.call('GET', '/api/users/ada-web')).toMatchObject({ status: 404 });
    expect(await used('ada-web')).toBe(3);
  });

  test('the customers of a billing provider are imported', async () => {
    await dashboard.open('/users/-/imports');
    await button('Import from Stripe').click();
    await heading('Import from Stripe');
    await page.getByText('Done').waitFor();
    expect(await countsShown()).toMatchObject({ Read: '2', Created: '1', Unchanged: '1', Failed: '0' });
    await page.getByRole('link', { name: 'View users' }).click();
    await page.getByRole('link', { name: 'Alan Turing' }).waitFor();
  });
});

test('a CSV file is imported, with its progress, and a report of the rows that failed', async () => {
  await dashboard.open('/users/-/imports', 'live');
  await page.getByText('Nothing was imported yet').waitFor();
  const good = Array.from({ length: 1_200 }, (_, n) => `user ${n},Person ${n},person${n}@x.example,`);
  const rows = ['id,name,email,billingId', ...good, ',Nobody,,', ',,who@x.example,'];
  await page.setInputFiles('input[type=file]', {
    name: 'users.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\n')),
  });
  await button('Import file').click();
  await heading('Import from a CSV file');
  await page.getByText('Done, in part').waitFor();
  expect(await countsShown()).toMatchObject({ Read: '1,202', Created: '1,200', Failed: '2' });
  const lines = [
    ['Line 1202', 'a row needs an id, an email or a billingId'],
    ['Line 1203', 'without an id and a billingId, the email must be that of exactly one user'],
  ];
  await rowsOf('Rows that failed').nth(2).waitFor();
  const shown = await rowsOf('Rows that failed').allInnerTexts();
  expect(shown.slice(1).map((text) => text.split(/\s*\t\s*/))).toEqual(lines);
  await expectAccessible(page, 'import');
  const report = await downloaded(() => button('Download report').click());
  expect(report.text.split('\r\n').map((line) => line.split(',')[0])).toEqual(['line', '1202', '1203', '']);

  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await page.getByRole('link', { name: 'CSV file' }).waitFor();
  await button('Import from Stripe').click();
  await page.getByRole('alert').getByText('STRIPE_LIVE_API_KEY').waitFor();
  await expectAccessible(page, 'imports');

  await dashboard.open('/users', 'live');
  await page.getByText('1,200').first().waitFor();
  expect(await rowsOf('Users').count()).toBe(51);
  await button('Show more users').click();
  await rowsOf('Users').nth(100).waitFor();
});
