import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { liveKey, testKey, type TestServer } from '../harness.js';
import { launchChromium } from './chromium.js';

export interface Dashboard {
  page: Page;
  /** Opens a page of an environment: `/rules`. */
  open: (path: string, environment?: 'test' | 'live') => Promise<void>;
  /** Fails when the browser complained: a script's error, a refused style or script, an unexpected error of the API. */
  close: () => Promise<void>;
}

let browser: Promise<Browser> | undefined;

/** One for the whole file. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

export async function closeBrowser(): Promise<void> {
  // One that did not start has failed its test already.
  await (await browser?.catch(() => undefined))?.close();
  browser = undefined;
}

/** A browser's window of its own, with its own cookies, that is signed in to these environments. */
export async function openDashboard(
  server: TestServer,
  environments: readonly ('test' | 'live')[] = ['test'],
): Promise<Dashboard> {
  const context = await (
    await sharedBrowser()
  ).newContext({ baseURL: server.origin, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(30_000);
  for (const environment of environments) {
    const key = environment === 'test' ? testKey : liveKey;
    const answer = await context.request.post('/api/session', {
      data: { key },
      headers: { origin: server.origin },
    });
    if (!answer.ok()) throw new Error(`Sign-in answered ${answer.status()}: ${await answer.text()}`);
  }
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  return {
    page,
    open: async (path, environment = 'test') => {
      await page.goto(`/${environment}${path === '/' ? '' : path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
    close: async () => {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${error.message}\n${error.stack ?? ''}`));
  page.on('console', (message) => {
    // An answer of 4xx is no fault of the page: each test says what it expects to see.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  return complaints;
}

const looks = [
  { name: 'light-1280', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'dark-1280', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'dark-360', colorScheme: 'dark', width: 360, height: 740 },
  { name: 'light-360', colorScheme: 'light', width: 360, height: 740 },
] as const;

/**
 * The page as it stands, light and dark, wide and narrow: axe finds no violation, and nothing sticks out sideways. With
 * KANA_SCREENSHOTS set to a folder, each is also put there to be looked at, named by `name`.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(axe.source);
  await page.evaluate(stopTransitions);
  const found: string[] = [];
  for (const { name: look, colorScheme, width, height } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await page.evaluate(painted);
    await screenshot(page, `${name}-${look}`);
    // Dark differs by its colours alone.
    for (const violation of await page.evaluate(
      violationsOf,
      colorScheme === 'dark' ? ['color-contrast'] : null,
    )) {
      found.push(`${look}: ${violation}`);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) found.push(`${look}: the page is ${overflow} px too wide`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => void document.adoptedStyleSheets.pop());
  expect(found).toEqual([]);
}

/** In the browser. Two frames: what listens to the window draws in the first, and is painted in the second. */
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/** In the browser. With transitions a new colour would go down the page level by level, a frame each. */
function stopTransitions(): void {
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important; }');
  document.adoptedStyleSheets.push(still);
}

/** In the browser, which sends nothing of all that is in order. */
async function violationsOf(rules: string[] | null): Promise<string[]> {
  const { violations } = await (globalThis as any).axe.run(document, {
    resultTypes: ['violations'],
    ...(rules && { runOnly: rules }),
  });
  return violations.flatMap(({ id, nodes }: any) =>
    nodes.map((node: any) => `${id}: ${node.html.slice(0, 200)}\n  ${node.failureSummary}`),
  );
}

async function screenshot(page: Page, name: string): Promise<void> {
  const directory = process.env.KANA_SCREENSHOTS;
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
}
