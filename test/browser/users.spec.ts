import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startTestServer, type TestServer } from '../harness.js';
import { BillingProviders } from '../users/billing-providers.js';
import { closeBrowser, expectAccessible, openDashboard, type Dashboard } from './browser.js';

let server: TestServer;
let dashboard: Dashboard;
let page: Page;
const providers = new BillingProviders();

beforeAll(async () => {
  const settings = await providers.listen();
  server = await startTestServer({
    settings: { ...settings, CHARGEBEE_LIVE_SITE: 'kana', CHARGEBEE_LIVE_API_KEY: 'wrong' },
  });
  dashboard = await openDashboard(server, ['test', 'live']);
  page = dashboard.page;
});
afterAll(async () => {
  await dashboard.close();
  await closeBrowser();
  await server.stop();
  await providers.close();
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

  test('six users that are picked from the list are merged at once, after a preview, and parted again', async () => {
    const ids = Array.from({ length: 6 }, (_, n) => `picked ${n}`);
    for (const [n, id] of ids.entries()) {
      await server.call('POST', '/api/users', { id, name: id, metadata: { [`field ${n}`]: n } });
      const properties = { featureId: 'seats', delta: n };
      await server.call('POST', '/v1/track', { userId: id, event: 'Seat Added', properties });
    }
    await server.settled();
    await dashboard.open('/users?q=picked');
    for (const id of ids) await page.getByRole('checkbox', { name: `Select ${id}` }).check();
    await page.getByText('6 users selected').waitFor();
    await button('Review merge').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What it lacks is filled from the others, the oldest first').waitFor();
    const cellsOf = async (table: string) =>
      (await dialog.getByRole('table', { name: table }).getByRole('row').allInnerTexts()).map((line) =>
        line.split(/\s*\t\s*/),
      );
    const fields = await cellsOf('The user after the merge');
    expect(fields).toContainEqual(['IDs', ids.join(', '), '–']);
    expect(fields).toContainEqual(['Name', 'picked 0', ids.slice(1).join(', ')]);
    expect(fields).toContainEqual(['field 5', '5 from picked 5', '–']);
    expect(await cellsOf('Usage before and after')).toEqual([
      ['Feature', 'Before, 6 users', 'After'],
      ['seats', '15', '15'],
    ]);
    await expectAccessible(page, 'users-merge-six');
    await dialog.getByRole('button', { name: 'Merge 6 users' }).click();
    await page.getByText('6 users merged into picked 0.').waitFor();
    await page.getByRole('checkbox', { name: 'Select picked 1' }).waitFor({ state: 'detached' });
    expect(await used('picked 5')).toBe(15);
    await button('Undo').click();
    await page.getByText('Merge undone: 6 users again.').waitFor();
    await page.getByRole('checkbox', { name: 'Select picked 5' }).waitFor();
    expect(await used('picked 5')).toBe(5);
  });

  /** Two pages of customers, among them one that is a user already and one with the email of a user. */
  const customersOf = (prefix: string, name: string) => [
    ...Array.from({ length: 100 }, (_, n) => ({ id: `${prefix}${n + 1}`, name: `${name} ${n + 1}` })),
    { id: `${prefix}known`, name: 'Grace Hopper', email: 'known@navy.example' },
    { id: `${prefix}new`, name: 'New Name', email: `${name}@park.example` },
  ];

  test.each([
    ['Stripe', 'cus_'],
    ['Chargebee', 'cb_new_'],
  ])('the customers of %s are imported, page by page', async (name, prefix) => {
    await server.call('POST', '/api/users', {
      id: `of ${name}`,
      name: `Of ${name}`,
      email: `${name}@park.example`,
    });
    await server.call('POST', '/api/users', {
      id: `known to ${name}`,
      billingId: `${prefix}known`,
      name: 'Grace Hopper',
      email: 'known@navy.example',
    });
    providers.customers = customersOf(prefix, name);
    await dashboard.open('/users/-/imports');
    await button(`Import from ${name}`).click();
    await heading(`Import from ${name}`);
    await page.getByText('Done', { exact: true }).waitFor();
    const counts = { Read: '102', Created: '100', Updated: '0', Merged: '1', Unchanged: '1', Failed: '0' };
    expect(await countsShown()).toEqual(counts);
    await page.getByRole('link', { name: 'View users' }).click();
    await page.getByLabel('Find a user').fill(`${name} 100`);
    await page.getByRole('link', { name: `${name} 100` }).click();
    await page.getByText(`This user came from ${name} and has no ID`).waitFor();
    expect((await server.call('GET', `/api/users/of%20${name}`)).body).toMatchObject({
      billingId: `${prefix}new`,
    });
  });
});

test('a CSV file that is dropped on its field is imported', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kana-drop-'));
  const file = join(directory, 'dropped.csv');
  await writeFile(file, 'id,name\ndropped,Dropped One\n');
  await dashboard.open('/users/-/imports');
  // From another window, as the browser sees it: the events of a script would be dropped anywhere.
  const drag = await page.context().newCDPSession(page);
  const { x, y } = (await button('CSV file').boundingBox())!;
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await drag.send('Input.dispatchDragEvent', { type, x: x + 5, y: y + 5, data });
  await page.getByText('dropped.csv').waitFor();
  await button('Import file').click();
  await heading('Import from a CSV file');
  await page.getByText('Done', { exact: true }).waitFor();
  expect(await countsShown()).toMatchObject({ Read: '1', Created: '1', Failed: '0' });
  await rm(directory, { recursive: true });
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
  await button('Import from Chargebee').click();
  await page.getByRole('alert').getByText('Chargebee refused the key.').waitFor();

  await dashboard.open('/users', 'live');
  await page.getByText('1,200').first().waitFor();
  expect(await rowsOf('Users').count()).toBe(51);
  await button('Show more users').click();
  await rowsOf('Users').nth(100).waitFor();
});
