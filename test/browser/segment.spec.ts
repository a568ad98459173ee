import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../harness.js';
import { closeBrowser, expectAccessible, openDashboard, sharedBrowser, type Dashboard } from './browser.js';

let server: TestServer;
let dashboard: Dashboard;

beforeAll(async () => {
  server = await startTestServer();
  dashboard = await openDashboard(server);
});
afterAll(async () => {
  try {
    await dashboard.close();
  } finally {
    await closeBrowser();
    await server.stop();
  }
});

test('without events, the page says how to send one, and sends a test event that is seen at once', async () => {
  const { page, open } = dashboard;
  await open('/');
  await page.getByText(`${server.origin}/segment/events`).waitFor();
  await expectAccessible(page, 'segment-empty');
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Test Event' });
  await row.getByText('no rule matches').waitFor();
});

test('the live tail shows what the browser library sends from a page of another origin', async () => {
  const { page, open } = dashboard;
  await open('/');
  await page.getByText('Live', { exact: true }).last().waitFor();
  const site = await serveSite();
  const visitor = await (await sharedBrowser()).newContext();
  try {
    const visited = await visitor.newPage();
    await visited.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const row = page.getByRole('row').filter({ hasText: 'Shop Visited' });
    await row.getByText('visitor-7').waitFor();
    await row.getByText('no rule matches').waitFor();
    await page.getByRole('row').filter({ hasText: 'identify' }).getByText('Identified').waitFor();
  } finally {
    await visitor.close();
    site.close();
  }
  await expectAccessible(page, 'segment');
});

test('the live tail pauses, goes on with what came meanwhile, and shows one event name alone', async () => {
  const { page, open } = dashboard;
  await open('/');
  const send = (event: string) => server.call('POST', '/v1/track', { userId: 'u1', event });
  const row = (event: string) => page.getByRole('row').filter({ hasText: event });
  await send('Before');
  await row('Before').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await send('Meanwhile');
  await server.settled();
  await page.getByText('Paused', { exact: true }).waitFor();
  expect(await row('Meanwhile').count()).toBe(0);
  await page.getByRole('button', { name: 'Go on' }).click();
  await row('Meanwhile').waitFor();

  await page.getByLabel('Event name').fill('After');
  await row('Meanwhile').waitFor({ state: 'detached' });
  await send('Another');
  await send('After');
  await row('After').waitFor();
  expect(await row('Another').count()).toBe(0);
});

/** A page of somebody's shop with the browser library, as its maker would write it. */
async function serveSite(): Promise<Server> {
  const library = await readFile('node_modules/@segment/analytics-next/dist/umd/index.js');
  const html = `<!doctype html><title>Shop</title><script src="/library.js"></script><script>
    const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${testKey}', cdnURL: '${server.origin}' });
    analytics.identify('visitor-7', { name: 'Visitor' });
    analytics.track('Shop Visited', { plan: 'pro' });
  </script>`;
  const site = createServer((request, response) => {
    if (request.url === '/library.js') response.setHeader('content-type', 'text/javascript').end(library);
    else response.setHeader('content-type', 'text/html').end(html);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  return site;
}
