import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let client: Client;
let console: OpenPage;
let page: Page;
const wide = { width: 1280, height: 860 };
const narrow = { width: 390, height: 844 };

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  client = await api.client();
  await api.startWorker();
  const { source, target } = await addConnections(client);
  const ends = { sourceConnectionId: source, targetConnectionId: target };
  const networks = [{ network: 'VM Network', bridge: 'vmbr0' }];
  const preset = await client.createPreset({ body: { name: 'preset', ...ends, storage: 'local', networks } });
  const vms = ['vm-1', 'vm-2', 'vm-blocked'].map((ref) => ({ ref }));
  await client.createPlan({ body: { name: 'wave-3', presetId: preset.id, vms } });
  console = await (await openBrowser())();
  page = console.page;
  await page.goto(`${api.url}/schedules`);
  await page.getByLabel('User').fill('admin');
  await page.getByLabel('Password').fill('test');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('[data-live="live"]').waitFor();
});

const card = () => page.locator('[data-schedule="monday copies"]');
const dialog = () => page.getByRole('dialog');

async function judged(): Promise<string[]> {
  await page.setViewportSize(narrow);
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  await page.setViewportSize(wide);
  return [...(over > 0 ? [`${over} px too wide at 390 px`] : []), ...(await axeViolations(page))];
}

test('a schedule is written with its next times in view, and kept as it was shown', async () => {
  await page.getByText('No schedules yet').waitFor();
  expect(await judged()).toEqual([]);
  await page.getByRole('button', { name: 'New schedule' }).first().click();
  await dialog().getByRole('button', { name: 'Save schedule' }).click();
  for (const told of ['Give it a name.', 'Choose a plan.', 'Say on which day.']) {
    await dialog().getByText(told).waitFor();
  }
  await dialog().getByLabel('Name of the schedule').fill('monday copies');
  await dialog().getByLabel('Plan', { exact: true }).selectOption({ label: 'wave-3 (3 VMs)' });
  await dialog().getByLabel('Time zone').selectOption('Europe/Vienna');

  // A night in which the clock is put forward.
  await dialog().getByLabel('Date').fill('2037-03-29');
  await dialog().getByLabel('Time', { exact: true }).fill('02:30');
  await dialog().getByText('The clock is put forward over this time').waitFor();
  await dialog().getByLabel('Date').fill('2020-01-01');
  await dialog().getByText('No time is left.').waitFor();
  await dialog().getByRole('button', { name: 'Save schedule' }).click();
  await dialog().getByText('is over in Europe/Vienna').first().waitFor();

  await dialog().getByLabel('What is started').selectOption('wave');
  for (const ref of ['vm-1', 'vm-blocked']) await dialog().getByLabel(ref, { exact: true }).check();
  await dialog().getByLabel('How often').selectOption('week');
  await dialog().getByLabel('Time', { exact: true }).fill('20:00');
  await dialog().getByLabel('Cutover').selectOption('window');
  await expect.poll(() => dialog().locator('[data-preview] [data-next]').count()).toBe(5);
  await dialog().locator('[data-preview]').getByText('cutover from').first().waitFor();
  expect(await judged()).toEqual([]);
  await console.shoot('schedule-form');
  const shown = await dialog().locator('[data-next]').first().getAttribute('data-next');
  await dialog().getByRole('button', { name: 'Save schedule' }).click();
  await card().waitFor();
  const { items } = await client.listSchedules();
  expect(items).toMatchObject([
    {
      ...{ name: 'monday copies', timeZone: 'Europe/Vienna', vms: ['vm-1', 'vm-blocked'] },
      calendar: { every: 'week', days: [1], at: '20:00' },
      cutover: { mode: 'window', window: { days: [6], from: '22:00', to: '02:00' } },
    },
  ]);
  expect(items[0]?.next[0]?.at).toBe(shown);
  const utc = await card().locator('time').first().getAttribute('title');
  expect(utc).toContain(`${shown?.slice(0, 10)} ${shown?.slice(11, 19)} UTC`);
});

test('it is run by hand, and what became of each VM appears by itself', async () => {
  await card().getByRole('button', { name: 'Run now' }).click();
  await dialog().getByText('Starts those of 2 VMs of wave-3').waitFor();
  await dialog().locator('[data-confirm="run"]').click();
  await dialog().locator('[data-run="done"]').waitFor();
  await dialog().locator('[data-outcome="refused"]').getByText('Change the mode.').waitFor();
  await dialog().locator('[data-outcome="started"]').getByRole('link', { name: 'vm-1' }).waitFor();
  expect(await judged()).toEqual([]);
  await console.shoot('schedule-runs');
  await page.keyboard.press('Escape');
  await card().getByText('1 started · 1 refused').waitFor();
});

test('it is paused with a word why, missed times stand out, and another edit is not overwritten', async () => {
  const [schedule] = (await client.listSchedules()).items;
  const id = schedule?.id ?? '';
  const activeSince = new Date(Date.now() - 14 * 86_400_000);
  await api.database.prisma.planSchedule.update({ where: { id }, data: { activeSince } });
  await page.reload();
  await card().locator('[data-missed]').waitFor();
  expect(await judged()).toEqual([]);
  await console.shoot('schedules');

  await card().getByRole('button', { name: 'Edit schedule' }).click();
  await dialog().getByLabel('Time', { exact: true }).fill('21:00');
  const { revision } = await client.getSchedule({ params: { id } });
  await client.updateSchedule({ params: { id }, body: { jitterSeconds: 30 }, ifMatch: revision });
  await dialog().getByRole('button', { name: 'Save schedule' }).click();
  await dialog().locator('[data-changed="jitterSeconds"]').waitFor();
  await dialog().getByRole('button', { name: 'Put my edit on top' }).click();
  await dialog().getByRole('button', { name: 'Save schedule' }).click();
  await dialog().waitFor({ state: 'detached' });
  expect(await client.getSchedule({ params: { id } })).toMatchObject({ jitterSeconds: 30, calendar: { at: '21:00' } });

  await card().getByRole('button', { name: 'Pause' }).click();
  await dialog().getByLabel('Why (optional)').fill('change freeze');
  await dialog().getByRole('button', { name: 'Pause', exact: true }).click();
  await card().getByText('Paused').waitFor();
  await card().getByText('change freeze').waitFor();
  await page.getByRole('link', { name: 'Overview' }).first().click();
  await page.getByText('Next cutovers').first().waitFor();
  await page.getByRole('link', { name: 'Schedules' }).first().click();
  await card().getByRole('button', { name: 'Resume' }).click();
  await dialog().getByRole('button', { name: 'Resume', exact: true }).click();
  await card().getByText('Paused').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Overview' }).first().click();
  await page.getByRole('link', { name: 'monday copies' }).click();

  await card().getByRole('button', { name: 'Delete schedule' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete schedule' }).click();
  await page.getByText('No schedules yet').waitFor();
  expect((await client.listSchedules()).items).toEqual([]);
});

test('the pages throw no errors', () => {
  expect(console.complaints.filter((text) => !/status of (400|412)/.test(text))).toEqual([]);
});
