import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { makeSetupToken } from '../../api/session/setUp.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let console: OpenPage;
let page: Page;
const password = 'chosen by the first person';

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  console = await (await openBrowser())();
  page = console.page;
});

test('where nobody is yet, the set-up token makes the first administrator, who is in at once', async () => {
  await page.goto(`${api.url}/migrations`);
  await page.getByRole('heading', { name: 'The first administrator' }).waitFor();
  await page.getByLabel('Set-up token').fill(await makeSetupToken(api.database));
  await page.getByLabel('Password').fill('too short');
  await page.getByRole('button', { name: 'Make the administrator' }).click();
  await page.getByRole('alert').getByText('at least 12 characters').first().waitFor();
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Make the administrator' }).click();
  await page.getByRole('button', { name: 'Account: admin' }).waitFor();
  // Out of reach of scripts, and nothing of it is kept where they reach.
  expect(await page.evaluate('[document.cookie, sessionStorage.length]')).toEqual(['', 0]);
  await page.reload();
  await page.getByRole('button', { name: 'Account: admin' }).waitFor();
});

test('a user is added, locked by wrong passwords and unlocked; the last administrator stays', async () => {
  await page.getByRole('link', { name: 'Users and access' }).click();
  await page.getByRole('button', { name: 'Add a user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('m.chen');
  await dialog.getByLabel('Password').fill('a long one for the first login');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('[data-account="m.chen"]').waitFor();
  await api.database.prisma.user.updateMany({
    where: { name: 'm.chen' },
    data: { failedLogins: 9, lockedUntil: new Date(Date.now() + 600_000) },
  });
  await page.reload();
  await page.locator('[data-account="m.chen"]').getByText('Locked').waitFor();
  await page.locator('[data-account="m.chen"] button').click();
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await dialog.getByRole('button', { name: 'Unlock' }).waitFor({ state: 'detached' });
  await console.shoot('access-user');
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('[data-account="admin"] button').click();
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await dialog.getByRole('alert').getByText('last active administrator').waitFor();
  await page.keyboard.press('Escape');
});

test('the own account shows sessions, makes a token that is shown once, and ends every login', async () => {
  await page.getByRole('button', { name: 'Account: admin' }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await page.getByText('This one').waitFor();
  await page.getByRole('button', { name: 'New API token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the token').fill('laptop');
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const token = await dialog.locator('[data-new-token]').textContent();
  expect(token).toMatch(/^drover_pat_/);
  await page.keyboard.press('Escape');
  await page.locator('[data-token="laptop"]').getByText('Never used').waitFor();
  await console.shoot('account');
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
});
