import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { closeBrowser, expectAccessible, openDashboard, type Dashboard } from './browser.js';

let server: TestServer;
let dashboard: Dashboard;

beforeAll(async () => {
  server = await startTestServer();
  for (const [id, name] of [
    ['reports', 'Reports'],
    ['report-exported', 'Report exported'],
  ])
    await server.call('POST', '/api/features', { id, name, type: 'CONSUMABLE' });
  const track = (userId: string, event: string, properties: object, more: object = {}) => ({
    type: 'track',
    userId,
    event,
    properties,
    ...more,
  });
  const batch = [
    ...Array.from({ length: 60 }, (_, index) =>
      track(`u${index % 9}`, 'Report Exported', { format: index % 3 === 0 ? 'csv' : 'pdf', pages: 5 }),
    ),
    ...Array.from({ length: 8 }, () => track('u1', 'Page Printed', { copies: '2', colour: true })),
    track('u2', 'Asked', { featureId: 'not-there' }),
  ];
  await server.call('POST', '/v1/batch', { batch });
  await server.settled();
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

const used = async (featureId: string): Promise<number> =>
  (await server.call('GET', `/api/usage?featureId=${featureId}`)).body.total;

test('a row of the inbox becomes a rule in two clicks, and its stored events become usage', async () => {
  const { page, open } = dashboard;
  await open('/unmapped');
  await page.getByRole('button', { name: 'Report Exported: what its events hold' }).click();
  await page.getByText('"pdf"').waitFor();
  await expectAccessible(page, 'unmapped');
  expect(await page.getByText('69 events wait').count()).toBe(1);

  await page.getByRole('link', { name: 'Make a rule of Report Exported' }).click();
  const save = page.getByRole('button', { name: 'Save rule' });
  await page.getByText('60events would be mapped').waitFor();
  await save.click();

  await page.getByText('60 events mapped').waitFor();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
  await expectAccessible(page, 'rule');
  expect(await used('report-exported')).toBe(60);
});

test('while a rule is typed, its events are counted and each condition says what it saw', async () => {
  const { page, open } = dashboard;
  await open('/rules/new');
  await page.getByLabel('Name', { exact: true }).fill('Two copies');
  const condition = (number: number) => page.getByRole('group', { name: `Condition ${number}` });
  await condition(1).getByRole('combobox', { name: 'Event name' }).click();
  await page.getByRole('option', { name: /^Page Printed/ }).click();
  await page.getByText('8events would be mapped').waitFor();
  expect(await page.getByText('Holds: the event name is').count()).toBe(8);

  await page.getByRole('button', { name: 'Property condition' }).click();
  await condition(2).getByRole('combobox', { name: 'Property' }).fill('copies');
  await condition(2).getByLabel('Type of the value').selectOption('number');
  await condition(2).getByRole('combobox', { name: 'Value', exact: true }).fill('2');
  await page.getByText('0events would be mapped').waitFor();
  await page.getByText(/8 events.*the text "2"/).waitFor();
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'new-rule');

  await condition(2).getByLabel('Type of the value').selectOption('text');
  await page.getByText('8events would be mapped').waitFor();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await page.getByText('Choose a feature.', { exact: true }).waitFor();
  await page.getByRole('combobox', { name: 'Feature' }).click();
  await page.getByRole('option', { name: 'Reports (reports)' }).click();
  await page.getByText('+8').first().waitFor();
});

test('a feature that events ask for is created from the inbox, and maps them', async () => {
  const { page, open } = dashboard;
  await open('/unmapped');
  await page.getByRole('button', { name: 'Create not-there' }).click();
  await expectAccessible(page, 'new-feature');
  await page.getByRole('button', { name: 'Create feature' }).click();
  await page.getByRole('button', { name: 'Create not-there' }).waitFor({ state: 'detached' });
  await server.settled();
  expect(await used('not-there')).toBe(1);
});

test('a group is ignored and shown again, its events stay', async () => {
  const { page, open } = dashboard;
  await open('/unmapped');
  const row = page.getByRole('button', { name: 'Page Printed: what its events hold' });
  await page.getByRole('button', { name: 'Ignore Page Printed' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByText('Ignored', { exact: true }).click();
  await page.getByRole('button', { name: 'Show Page Printed again' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByText('Open', { exact: true }).click();
  await row.waitFor();
});

test('a rule is edited, compared with its versions, restored, and its usage taken back after a dry run', async () => {
  const { page, open } = dashboard;
  await open('/rules');
  await expectAccessible(page, 'rules');
  await page.getByRole('link', { name: 'Report Exported' }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Property condition' }).click();
  const condition = page.getByRole('group', { name: 'Condition 2' });
  await condition.getByRole('combobox', { name: 'Property' }).fill('format');
  await condition.getByRole('combobox', { name: 'Value', exact: true }).fill('pdf');
  // Twenty events of today's usage have another format.
  await page.getByText('−20').waitFor();
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await page.getByText('Version 2', { exact: true }).first().waitFor();
  await page.getByText('Added').waitFor();
  expect(await used('report-exported')).toBe(60);

  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Version 3', { exact: true }).first().waitFor();

  await page.getByRole('button', { name: 'Retract' }).click();
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('60 records').first().waitFor();
  await expectAccessible(page, 'retract');
  expect(await used('report-exported')).toBe(60);
  await dialog.getByRole('button', { name: 'Take back 60 records' }).click();
  await page.getByText('60 records taken back').waitFor();
  expect(await used('report-exported')).toBe(0);
});

test('runs are listed with their progress; one is paused, resumed and cancelled', async () => {
  const { page, open } = dashboard;
  const [rule] = (await server.call('GET', '/api/rules')).body.data;
  // Of no partition, so that no worker ends it.
  await server.sql(
    `insert into rule_applications (environment_id, rule_id, rule_version, state) values (1, $1, 4, 'running')`,
    [rule.id],
  );
  await open('/runs');
  await page.getByRole('button', { name: 'Pause' }).first().click();
  await page.getByRole('main').getByText('Paused', { exact: true }).waitFor();
  await expectAccessible(page, 'runs');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Cancel' }).first().click();
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await page.getByRole('main').getByText('Cancelled', { exact: true }).waitFor();
});

test('an event says what became of it and why, rule by rule, condition by condition', async () => {
  const { page, open } = dashboard;
  const [event] = (await server.call('GET', '/api/events?name=Page%20Printed&limit=1')).body.data;
  await open(`/events/${event.id}`);
  await page.getByText('Not mapped: it names no feature, and no enabled rule matches.').waitFor();
  await page.getByText('Does not hold:').first().waitFor();
  await page.getByText('"copies": "2"').waitFor();
  await expectAccessible(page, 'event');
});
