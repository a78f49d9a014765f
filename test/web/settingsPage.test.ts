import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let client: Client;
let console: OpenPage;
let page: Page;
let open: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  client = await api.client();
  open = await openBrowser();
  console = await open();
  page = console.page;
  await page.goto(`${api.url}/settings`);
  await page.getByLabel('User').fill('admin');
  await page.getByLabel('Password').fill('test');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
});

const row = (key: string) => page.locator(`[data-setting="${key}"]`);

test('a setting is explained, checked before it is sent, saved by keyboard, and put back', async () => {
  await row('inventoryMinutes').getByText('Default: 15 minutes').waitFor();
  const minutes = page.getByRole('textbox', { name: 'Inventory is read every' });
  await minutes.fill('0');
  await row('inventoryMinutes').getByText('A whole number from 1 to 1,440.').waitFor();
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await minutes.press('Enter');
  await minutes.fill('20');
  await page.getByText('1 change is not saved').waitFor();
  await console.shoot('settings-edited');
  await minutes.press('Enter');
  await row('inventoryMinutes').getByText('Changed by admin').waitFor();
  expect((await client.getSettings()).inventoryMinutes).toBe(20);
  await page.getByRole('textbox', { name: 'Reading requests per login' }).fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(async () => (await client.getSettings()).readsPerMinute).toBeNull();
  await page.getByRole('button', { name: 'Reset Inventory is read every to its default' }).click();
  await expect.poll(() => minutes.inputValue()).toBe('15');
});

test('limits are a calendar of the week, for all together and for single sources', async () => {
  const { id } = await client.createConnection({
    body: { name: 'vc-lab', kind: 'vsphere', url: 'https://vc.example', username: 'u', password: 'planted-secret' },
  });
  await page.reload();
  await page.getByRole('button', { name: 'Edit Limits on reading' }).click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('At most, in MiB/s').fill('200');
  await panel.getByRole('button', { name: 'Add hours of the week' }).click();
  await panel.getByRole('button', { name: 'Save limits' }).click();
  await panel.getByText('A number of MiB/s; 0 for a blackout.').waitFor();
  await panel.getByLabel('Rate in MiB/s').fill('12.5');
  await panel.getByLabel('Limits of').selectOption({ label: 'vc-lab' });
  await panel.getByRole('button', { name: 'Give it limits of its own' }).click();
  await panel.getByRole('button', { name: 'Add hours of the week' }).click();
  await panel.getByLabel('Rate in MiB/s').fill('0');
  await panel.getByText('Blackout: nothing is read.').waitFor();
  await panel.getByLabel('Per host').fill('');
  await console.shoot('settings-limits');
  expect(await axeViolations(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Save limits' }).click();
  await panel.waitFor({ state: 'detached' });
  const window = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };
  const mebibyte = 1024 * 1024;
  expect((await client.getSettings()).limits).toEqual({
    overall: {
      bytesPerSecond: 200 * mebibyte,
      timeZone: 'UTC',
      windows: [{ ...window, bytesPerSecond: 12.5 * mebibyte }],
    },
    connections: { [id]: { bytesPerSecond: null, timeZone: 'UTC', windows: [{ ...window, bytesPerSecond: 0 }] } },
    reads: { perMover: 64, perHost: null, perDatastore: 24 },
  });
  await row('limits').getByText('1 connection with limits of its own').waitFor();

  await page.getByRole('button', { name: 'Edit Limits on reading' }).click();
  await panel.getByLabel('At most, in MiB/s').fill('300');
  const { limits } = await client.getSettings();
  const overall = { ...limits.overall, windows: [] };
  const theirs = { overall, connections: {}, reads: { ...limits.reads, perMover: 32 } };
  await client.updateSettings({ body: { limits: theirs } });
  await panel.getByRole('button', { name: 'Save limits' }).click();
  const changes = panel.locator('[data-conflict] [data-changed]');
  await changes.first().waitFor();
  const hours = 'Mon Tue Wed Thu Fri 08:00–18:00';
  expect(await changes.allTextContents()).toEqual([
    `All migrations together · Hours of the week: was ${hours}: 12.5 MiB/s, is now –`,
    `vc-lab (own limits): was no limit; UTC; ${hours}: 0 MiB/s, is now –`,
    'Reads in flight · Per mover: was 64, is now 32',
  ]);
  await console.shoot('limits-conflict');
  await panel.getByRole('button', { name: 'Put my edit on top' }).click();
  await panel.getByRole('button', { name: 'Save limits' }).click();
  await panel.waitFor({ state: 'detached' });
  expect((await client.getSettings()).limits).toEqual({
    ...theirs,
    overall: { ...overall, bytesPerSecond: 300 * mebibyte },
  });
});

test('of two people who edit, the second sees what the first has saved, and neither edit is lost', async () => {
  await page.getByRole('textbox', { name: 'Images are kept for' }).fill('21');
  await page.getByRole('textbox', { name: 'Leftovers are looked for during' }).fill('60');
  await client.updateSettings({ body: { artifactDays: 14, sessionHours: 8 } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const notice = page.locator('[data-conflict]');
  await notice.getByText('your edit says 21').waitFor();
  await notice.locator('[data-changed="sessionHours"]').getByText('was 12, is now 8').waitFor();
  await console.shoot('settings-conflict');
  await notice.getByRole('button', { name: 'Put my edit on top' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => client.getSettings()).toMatchObject({ artifactDays: 21, residueDays: 60, sessionHours: 8 });
});

test('the history tells who changed what, of one setting and of all', async () => {
  await page.getByRole('button', { name: 'History of Images are kept for' }).click();
  const panel = page.getByRole('dialog');
  await panel.locator('[data-change="artifactDays"]').nth(1).waitFor();
  expect(await panel.locator('[data-change]').count()).toBe(2);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'History', exact: true }).first().click();
  await panel.getByText('Default again').waitFor();
  await console.shoot('settings-history');
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('an outage is told and mended, and viewers only look', async () => {
  await page.route('**/api/v1/settings/entries', (route) => route.abort());
  await page.goto(`${api.url}/settings`);
  await page.getByRole('alert').getByText('The API does not answer.').waitFor();
  await page.unroute('**/api/v1/settings/entries');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('textbox', { name: 'Length of a session' }).waitFor();
  await api.token('viewer');
  const other = await open({ colorScheme: 'dark', viewport: { width: 390, height: 844 } });
  await other.page.goto(`${api.url}/settings`);
  await other.page.getByLabel('User').fill('viewer');
  await other.page.getByLabel('Password').fill('test');
  await other.page.getByRole('button', { name: 'Log in' }).click();
  await other.page.getByText('Your role may look at settings').waitFor();
  expect(await other.page.getByRole('textbox', { name: 'Length of a session' }).isDisabled()).toBe(true);
  expect(await other.page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  await other.shoot('settings-390-dark');
  expect(await axeViolations(other.page)).toEqual([]);
  expect(await axeViolations(page)).toEqual([]);
});
