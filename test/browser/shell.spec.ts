import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { liveKey, startTestServer, testKey, type TestServer } from '../harness.js';
import { closeBrowser, expectAccessible, openDashboard, sharedBrowser } from './browser.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('a person signs in with a key, which no script, storage or address can show afterwards, and out again', async () => {
  const context = await (await sharedBrowser()).newContext({ baseURL: server.origin });
  const page = await context.newPage();
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto('/test/no-such-page?from=mail');
  await expectAccessible(page, 'sign-in');

  const key = page.getByLabel('Admin key', { exact: true });
  await key.fill(`prv_test_${'x'.repeat(32)}`);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('unknown or was revoked').waitFor();
  expect(await key.inputValue()).toBe('');

  await key.fill(` ${testKey} `);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/test/no-such-page');

  const [cookie, ...others] = await context.cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const seen = await page.evaluate(() => [
    document.cookie,
    JSON.stringify(Object.entries(localStorage)),
    JSON.stringify(Object.entries(sessionStorage)),
    document.documentElement.outerHTML,
  ]);
  for (const text of [...seen, ...addresses, cookie!.value]) expect(text).not.toContain(testKey);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const answer = await context.request.get('/api/features', { headers: { 'x-kana-environment': 'test' } });
  expect(answer.status()).toBe(401);
  await context.close();
});

test('a person with the keys of both environments switches between them, and is shown which one it is', async () => {
  const { page, open, close } = await openDashboard(server);
  await open('/');
  const environments = page.getByRole('navigation', { name: 'Environment' });
  expect(await environments.getByText('Test').getAttribute('aria-current')).toBe('true');

  await environments.getByRole('link', { name: 'Live: add its key' }).click();
  await page.getByLabel('Admin key', { exact: true }).fill(liveKey);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/live');
  expect(await environments.getByText('Live').getAttribute('aria-current')).toBe('true');
  expect(await page.title()).toContain('live');

  await environments.getByText('Test').click();
  await page.waitForURL(/\/test\/?$/);
  await close();
});

test('the keyboard alone skips to the page, and a change of page puts the focus on its heading', async () => {
  const { page, open, close } = await openDashboard(server);
  await open('/no-such-page');
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe('Skip to the page');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Segment page');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Segment' }).waitFor();
  expect(await focused()).toBe('Segment');
  await close();
});

test('the first load is under 300 KB, all that the first page loads counted', async () => {
  const { page, open, close } = await openDashboard(server);
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await open('/');
  await page.waitForLoadState('networkidle');
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(300_000);
  await close();
});
