import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { makeSetupToken } from '../../api/session/setUp.ts';
import { type Client, createClient } from '../../client/client.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let open: Awaited<ReturnType<typeof openBrowser>>;
let console: OpenPage;
let page: Page;
let client: Client;
let ends: { source: string; target: string };
let projectId: string;
const password = 'chosen by the first person';

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  open = await openBrowser();
  console = await open();
  page = console.page;
});

const nav = (name: string, on = page) => on.getByRole('navigation').getByRole('link', { name, exact: true });
const chosenProject = (on: Page) => on.getByRole('combobox', { name: 'Project', exact: true });

/** A migration that goes on, as its workflow would tell it. */
async function running(id: string, name: string, { source, target }: typeof ends): Promise<void> {
  const vm = { ref: `vm-${id}`, name };
  const plan = makePlan({
    source: { connectionId: source, vm: vm.ref },
    target: { connectionId: target, storage: 'local' },
  });
  await createRunProjection(api.database).record(makeMigration({ id, vm, plan }));
}

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

test('a project is made with a policy and a member, and an edit overwrites nobody', async () => {
  const { token } = await createClient({ baseUrl: api.url }).login({ body: { username: 'admin', password } });
  client = api.clientOf(token);
  ends = await addConnections(client);
  const login = { username: 'u', password: 'p' };
  await client.createConnection({
    body: { ...login, name: 'spare', kind: 'proxmox', url: 'https://pve2.example.org' },
  });
  await client.createUser({ body: { kind: 'user', name: 'mara', role: null, password } });

  // One project: nothing to choose from, and nothing to tell apart.
  await nav('Projects').click();
  const rows = page.locator('[data-project]');
  await rows.getByText('3 connections · 0 members').waitFor();
  expect(await chosenProject(page).count()).toBe(0);

  await page.getByRole('button', { name: 'Add project' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Default');
  await dialog.getByLabel('Hours after which a request expires').fill('0');
  await dialog.getByLabel('A second person approves cutovers').check();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('Give whole hours from 1 to 720.').waitFor();
  await dialog.getByLabel('Hours after which a request expires').fill('8');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('is taken', { exact: true }).waitFor();
  await dialog.getByLabel('Name').fill('accounting');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();

  await dialog.getByLabel('User name').fill('nobody');
  await dialog.getByLabel('Role', { exact: true }).selectOption('operator');
  await dialog.getByRole('button', { name: 'Give the role' }).click();
  await dialog.getByText('names no user', { exact: true }).waitFor();
  await dialog.getByLabel('User name').fill('mara');
  await dialog.getByRole('button', { name: 'Give the role' }).click();
  await dialog.getByLabel('Role of mara').selectOption('viewer');
  projectId = (await client.listProjects()).items.find(({ name }) => name === 'accounting')?.id ?? '';
  const params = { id: projectId };
  const members = async () => (await client.listMembers({ params })).items;
  await expect.poll(members).toMatchObject([{ user: 'mara', role: 'viewer', grantedBy: 'admin' }]);
  await console.shoot('project');
  expect(await axeViolations(page)).toEqual([]);

  await dialog.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Operators command their own migrations only').check();
  await client.updateProject({ params, body: { approveCutover: false, approveDeletion: true } });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.locator('[data-changed="approveDeletion"]').getByText('was No, is now Yes').waitFor();
  await dialog.getByRole('button', { name: 'Put my edit on top' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.locator('[data-policy="ownOnly"]').getByText('Yes').waitFor();
  const policy = { approveCutover: false, approveDeletion: true, ownOnly: true, approvalHours: 8 };
  expect(await client.getProject({ params })).toMatchObject(policy);
  await page.keyboard.press('Escape');
  await rows.getByText('0 connections · 1 member').waitFor();
});

test('a connection is made in a project or moved to it, unless something needs it where it is', async () => {
  await running('of-default', 'erp-db', ends);
  await nav('Connections').click();
  await page.locator('[data-connection="vcenter"]').getByText('Default').waitFor();
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add connection' }).click();
  await dialog.getByLabel('Project').selectOption({ label: 'accounting' });
  await dialog.getByLabel('Name').fill('books');
  await dialog.getByLabel('Address').fill('https://books.example.org');
  await dialog.getByLabel('Login').fill('u');
  await dialog.getByLabel('Password').fill('p');
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await dialog.getByText('Test of books').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-connection="books"]').getByText('accounting').waitFor();

  const move = async (name: string) => {
    await page.getByRole('button', { name: `Edit: ${name}`, exact: true }).click();
    await dialog.getByLabel('Project').selectOption({ label: 'accounting' });
    await dialog.getByRole('button', { name: 'Save' }).click();
  };
  await move('pve');
  await dialog.getByText('stays while the migration of erp-db is open', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await move('spare');
  await page.locator('[data-connection="spare"]').getByText('accounting').waitFor();
});

test('the choice of a project narrows every list, also after a reload', async () => {
  const { items } = await client.listConnections({ query: { projectId } });
  const [source = '', target = ''] = items.map(({ id }) => id);
  await running('of-accounting', 'ledger', { source, target });
  await nav('Overview').click();
  await page.locator('[data-running="of-default"]').waitFor();
  await chosenProject(page).selectOption({ label: 'accounting' });
  await page.locator('[data-running="of-default"]').waitFor({ state: 'detached' });
  await page.locator('[data-running="of-accounting"]').waitFor();
  await nav('Connections').click();
  const shown = async () => (await page.locator('[data-connection] h3').allTextContents()).toSorted();
  await expect.poll(shown).toEqual(['books', 'spare']);
  await page.reload();
  await expect.poll(shown).toEqual(['books', 'spare']);
  await console.shoot('project-narrowed');
  expect(await axeViolations(page)).toEqual([]);
  await nav('Migrations').click();
  await page.getByRole('link', { name: 'ledger' }).click();
  await page.locator('[data-project-name]').getByText('accounting').waitFor();
  await chosenProject(page).selectOption('');
});

test('who has a role in one project alone sees it, and nothing else, and why it cannot be changed', async () => {
  const { page: member } = await open();
  await member.goto(`${api.url}/projects`);
  await member.getByLabel('User').fill('mara');
  await member.getByLabel('Password').fill(password);
  await member.getByRole('button', { name: 'Log in' }).click();
  await member.locator(`[data-project="${projectId}"]`).waitFor();
  expect(await member.locator('[data-project]').count()).toBe(1);
  expect(await member.getByRole('button', { name: 'Add project' }).count()).toBe(0);
  await member.locator('[data-project] button').click();
  await member.getByText('Only an administrator of this project changes its policy and members.').waitFor();
  await member.locator('[data-member="mara"]').getByText('Viewer').waitFor();
  expect(await member.getByRole('dialog').locator('form, select').count()).toBe(0);
  expect(await axeViolations(member)).toEqual([]);
  await member.keyboard.press('Escape');
  await nav('Migrations', member).click();
  await member.getByRole('link', { name: 'ledger' }).waitFor();
  expect(await member.getByRole('link', { name: 'erp-db' }).count()).toBe(0);
  expect(await chosenProject(member).count()).toBe(0);
  await member.goto(`${api.url}/migrations/of-default`);
  await member.getByText('request.not-found').waitFor();
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
  await page.locator('[data-token="laptop"]').getByRole('button', { name: 'Revoke' }).click();
  const question = page.getByRole('alertdialog');
  await question.getByText('Revoke the token laptop?').waitFor();
  await question.getByRole('button', { name: 'Revoke' }).click();
  await page.locator('[data-token="laptop"]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
});
