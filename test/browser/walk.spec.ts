import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../harness.js';
import { closeBrowser, sharedBrowser } from './browser.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** What a product sends, as in the README: the person clicks, no more. */
const send = (...batch: object[]) => server.call('POST', '/v1/batch', { batch });
const track = (userId: string, event: string, properties: object) => ({
  type: 'track',
  userId,
  event,
  properties,
});
const identify = (userId: string, traits: object) => ({ type: 'identify', userId, traits });

test('the walk of the README by clicking alone: a feature, a rule from the inbox, usage, an import taken over, a merge and its undo', async () => {
  const context = await (
    await sharedBrowser()
  ).newContext({ baseURL: server.origin, reducedMotion: 'reduce' });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const go = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  const shows = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();

  await page.goto('/');
  await page.getByLabel('Admin key', { exact: true }).fill(testKey);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await go('Features');
  await page.getByRole('link', { name: 'Create the first feature' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Add-on packages');
  await page.getByRole('textbox', { name: 'Id', exact: true }).fill('addon-packages');
  await page.getByLabel('Unit, one').fill('package');
  await page.getByRole('button', { name: 'Create feature' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add-on packages' }).waitFor();

  await send(
    identify('u1', { name: 'Ada', email: 'ada@example.com', billingId: 'cus_Lp1bSKob4laHDD' }),
    track('u1', 'Package Bought', { featureId: 'addon-packages', delta: 2 }),
    track('u1', 'Package Created', { type: 'addon' }),
    track('u1', 'Package Created', { type: 'base' }),
    track('u2', 'Package Created', { type: 'addon', delta: 5 }),
  );
  await server.settled();

  await go('Not mapped');
  await page.getByRole('button', { name: 'Package Created: what its events hold' }).click();
  await page.getByRole('link', { name: 'Make a rule of type "addon"' }).click();
  await page.getByText('2events would be mapped').waitFor();
  const feature = page.getByRole('combobox', { name: 'Feature', exact: true });
  await feature.click();
  await page.getByRole('option', { name: /Add-on packages/ }).click();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await page.getByText('2 events mapped').waitFor();

  // From before the rule as well: 2 by featureId, 1 and 5 by the rule.
  await go('Usage');
  const used = page
    .getByRole('table', { name: 'Usage by feature, compared' })
    .getByRole('row', { name: /Add-on/ });
  await used.getByText('8', { exact: true }).first().waitFor();

  await server.call('POST', '/api/users', {
    origin: 'stripe',
    billingId: 'cus_Mq2cTLpc5mbIEE',
    email: 'grace@example.com',
    name: 'Grace',
  });
  await send(
    identify('u3', { email: 'Grace@example.com' }),
    identify('u4', { email: 'ada@example.com', name: 'Ada L.' }),
  );
  await send(track('u4', 'Package Bought', { featureId: 'addon-packages', delta: 10 }));
  await server.settled();

  await go('Users');
  await page.getByRole('link', { name: 'Grace' }).click();
  await shows('cus_Mq2cTLpc5mbIEE');
  await shows('u3');

  await go('Users');
  await page.getByRole('link', { name: /^No billing ID/ }).click();
  await page.getByRole('link', { name: 'Ada L.' }).waitFor();
  await page.getByRole('link', { name: /^Same email/ }).click();
  await page.getByRole('button', { name: 'Review merge of ada@example.com' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('is kept, since it was created first').waitFor();
  await dialog.getByRole('button', { name: 'Merge 2 users' }).click();
  await page.getByText('2 users merged into Ada.').waitFor();
  const usedBy = async (id: string) => (await server.call('GET', `/api/users/${id}/usage`)).body.data[0].used;
  expect([await usedBy('u1'), await usedBy('u4')]).toEqual([13, 13]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Merge undone: 2 users again.').waitFor();
  expect([await usedBy('u1'), await usedBy('u4')]).toEqual([3, 10]);
  await context.close();
});
