import type { Page } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { expireApprovals } from '../../api/approvals/decide.ts';
import type { Client } from '../../client/client.ts';
import type { Role } from '../../contract/permission.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { loggedIn } from '../api/loggedIn.ts';
import { axeViolations } from './axeViolations.ts';
import { openBrowser } from './browser.ts';
import { openAs } from './openAs.ts';

let api: ApiUnderTest;
let operator: Client;
let start: (vm: string) => Promise<string>;
let open: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  await api.startWorker();
  open = await openBrowser();
  const client = async (role: Role) => api.clientOf(await loggedIn(api.database, { name: role, role }, 'bearer'));
  const admin = await client('admin');
  operator = await client('operator');
  const { source, target } = await addConnections(admin);
  await admin.updateProject({ params: { id: 'default' }, body: { approveCutover: true } });
  start = async (vm) => {
    const body = { source: { connectionId: source, vm }, target: { connectionId: target, storage: 'local' } };
    // The first question waits for the worker to have loaded its workflows.
    const made = () => operator.createMigration({ body }).then(({ id }) => id);
    const id = await vi.waitFor(made, { timeout: 30_000, interval: 500 });
    await expect.poll(() => fresh(id), { timeout: 10_000 }).toMatchObject({ stage: 'baseline' });
    return id;
  };
});

const as = (role: Role, path: string) => openAs(api, open, { name: role, role, path });
const fresh = (id: string) => operator.getMigration({ params: { id }, query: { fresh: 'true' } });
const command = (page: Page, name: string) => page.locator(`[data-command="${name}"]`);

test('one person asks for a time of cutover, another agrees, and only then it is sent', async () => {
  const migration = await start('vm-1');
  const { page: asking } = await as('operator', `/migrations/${migration}`);
  await command(asking, 'schedule').click();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await asking.getByLabel('Cut over at').fill(tomorrow);
  await asking.locator('[data-confirm="schedule"]').click();
  await asking.getByText('approval.needed').waitFor();
  await asking.getByRole('button', { name: 'Leave as it is' }).click();
  await asking.getByText('operator has asked, and a second person has to agree').waitFor();
  expect((await fresh(migration)).allowed).toContain('schedule');

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
  await expect.poll(async () => (await fresh(migration)).allowed).toEqual(['pause']);
  // Who has asked hears of it.
  await asking.getByText('Nothing here').waitFor();
});

test('a cutover is asked for, refused with a reason, asked for again, and carried out once somebody else agrees', async () => {
  const migration = await start('vm-cutover');
  const { page: asking, complaints } = await as('operator', `/migrations/${migration}`);
  const ask = async () => {
    await command(asking, 'cutover').click();
    await asking.locator('[data-confirm="cutover"]').click();
    await asking.getByText('approval.needed').waitFor();
    await asking.getByRole('button', { name: 'Leave as it is' }).click();
  };
  await ask();
  const waits = asking.getByRole('status').filter({ hasText: 'operator has asked' });
  await waits.getByText('Waits until').waitFor();
  const { items } = await operator.listApprovals({ query: { migrationId: migration } });
  // When nobody decides: a day from now, as the project has it.
  const expiresAt = items[0]?.expiresAt ?? '';
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 3_600_000)).toBe(24);
  expect(await waits.locator('time').getAttribute('datetime')).toBe(expiresAt);
  await waits.getByRole('link', { name: 'Approvals' }).click();
  await asking.getByText('All', { exact: true }).click();
  const latest = asking.locator('#content li').first();
  await latest.getByText('You have asked for this: somebody else decides.').waitFor();
  expect(await latest.getByRole('button').count()).toBe(0);
  expect(await latest.locator('time').last().getAttribute('datetime')).toBe(expiresAt);

  const { page: deciding } = await as('approver', '/approvals');
  const decide = deciding.locator('#content li').first();
  await decide.getByLabel('Comment').fill('not in the freeze');
  await decide.getByRole('button', { name: 'Refuse', exact: true }).click();
  // Who has asked sees it come, and why.
  await latest.getByText('Refused').waitFor();
  await latest.getByText('by approver').waitFor();
  await latest.getByText('not in the freeze').waitFor();
  expect(await fresh(migration)).toMatchObject({ status: 'running', endedAt: null });

  await latest.getByRole('link').click();
  await ask();
  await decide.getByRole('button', { name: 'Approve', exact: true }).click();
  await asking.getByText('Completed').first().waitFor();
  expect(await waits.count()).toBe(0);
  expect(await fresh(migration)).toMatchObject({ status: 'completed' });
  // The browser tells of each command that has to wait.
  expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
});

test('a request that nobody decides on is shown as expired', async () => {
  const migration = await start('vm-late');
  const at = new Date(Date.now() + 3_600_000).toISOString();
  await operator.commandMigration({ params: { id: migration, name: 'schedule' }, body: { at } }).catch(() => undefined);
  const { page } = await as('approver', '/approvals?view=all');
  const latest = page.locator('#content li').first();
  await latest.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  await api.database.prisma.approval.updateMany({
    where: { subject: `migration/${migration}` },
    data: { expiresAt: new Date(Date.now() - 1000) },
  });
  await expireApprovals(api.dependencies);
  await latest.getByText('Expired').waitFor();
  expect(await latest.getByRole('button').count()).toBe(0);
});
