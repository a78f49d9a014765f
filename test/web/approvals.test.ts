import type { Page } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../../client/client.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let operator: Client;
let migration: string;
let open: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  await api.startWorker();
  open = await openBrowser();
  const admin = await api.client('admin');
  operator = await api.client('operator');
  await api.token('approver');
  await api.token('viewer');
  const { source, target } = await addConnections(admin);
  await admin.updateProject({ params: { id: 'default' }, body: { approveCutover: true } });
  const body = { source: { connectionId: source, vm: 'vm-1' }, target: { connectionId: target, storage: 'local' } };
  // The first question waits for the worker to have loaded its workflows.
  const made = () => operator.createMigration({ body }).then(({ id }) => id);
  migration = await vi.waitFor(made, { timeout: 30_000, interval: 500 });
});

async function as(user: string, path: string): Promise<OpenPage> {
  const opened = await open();
  await opened.page.goto(`${api.url}${path}`);
  await opened.page.getByLabel('User').fill(user);
  await opened.page.getByLabel('Password').fill('test');
  await opened.page.getByRole('button', { name: 'Log in' }).click();
  return opened;
}

const command = (page: Page, name: string) => page.locator(`[data-command="${name}"]`);

test('one person asks for a cutover, another agrees, and only then it is sent', async () => {
  const fresh = () => operator.getMigration({ params: { id: migration }, query: { fresh: 'true' } });
  await expect.poll(fresh, { timeout: 10_000 }).toMatchObject({ stage: 'baseline' });
  const { page: asking } = await as('operator', `/migrations/${migration}`);
  await command(asking, 'schedule').click();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await asking.getByLabel('Cut over at').fill(tomorrow);
  await asking.locator('[data-confirm="schedule"]').click();
  await asking.getByText('approval.needed').waitFor();
  await asking.getByRole('button', { name: 'Leave as it is' }).click();
  await asking.getByText('operator has asked, and a second person has to agree').waitFor();
  expect((await fresh()).allowed).toContain('schedule');

  await asking.getByRole('link', { name: 'Approvals' }).first().click();
  await asking.getByText('You have asked for this: somebody else decides.').waitFor();
  const { page: looking } = await as('viewer', '/approvals');
  await looking.getByText('Your role in this project does not decide.').waitFor();
  await looking.goto(`${api.url}/migrations/${migration}`);
  await command(looking, 'pause').waitFor();
  expect(await command(looking, 'pause').isDisabled()).toBe(true);

  const { page: agreeing, shoot } = await as('approver', '/approvals');
  const approve = agreeing.getByRole('button', { name: 'Approve', exact: true });
  await approve.waitFor();
  expect(await agreeing.getByRole('button', { name: 'Refuse', exact: true }).isDisabled()).toBe(true);
  expect(await axeViolations(agreeing)).toEqual([]);
  await shoot('approvals');
  await approve.click();
  await agreeing.getByText('Nothing here').waitFor();
  await agreeing.getByText('All', { exact: true }).click();
  await agreeing.getByText('Approved').waitFor();
  await expect.poll(async () => (await fresh()).allowed).toEqual(['pause']);
  // Who has asked hears of it.
  await asking.getByText('Nothing here').waitFor();
});
