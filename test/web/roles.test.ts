import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../../client/client.ts';
import type { VmSummary } from '../../contract/vm.ts';
import { recordInventory } from '../../prisma/recordInventory.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { loggedIn, type Person } from '../api/loggedIn.ts';
import { openBrowser } from './browser.ts';
import { openAs } from './openAs.ts';
import { copying } from './scenes.ts';

/** Each role walks through the console: what it may not do is not offered, and nothing it meets is refused by the API. */

/** Of the default project, where all that is walked through lies; `guest` looks there, and operates elsewhere. */
const people = {
  viewer: { name: 'viewer', role: 'viewer' },
  operator: { name: 'operator', role: 'operator' },
  approver: { name: 'approver', role: 'approver' },
  admin: { name: 'admin', role: 'admin' },
  member: { name: 'member', role: null, grants: { default: 'operator' } },
  guest: { name: 'guest', role: null, grants: { default: 'viewer', elsewhere: 'operator' } },
} satisfies Record<string, Person>;
type Who = keyof typeof people;
const everybody = Object.keys(people) as Who[];
/** Who operates somewhere, and who does so in the default project. */
const operating: Who[] = ['operator', 'admin', 'member', 'guest'];
const here: Who[] = ['operator', 'admin', 'member'];

type Part = [what: string, find: (page: Page) => Locator, who: Who[]];

interface Stop {
  path: string;
  /** What the page is known by. */
  heading: string;
  /** Who sees the page; absent: everybody. */
  opens?: Who[];
  /** What can be done there, by whom; others do not see it, or see it disabled. */
  acts?: Part[];
  /** What is told there, to whom. */
  tells?: Part[];
}

const button = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first();
const link = (name: string) => (page: Page) =>
  page.locator('#content').getByRole('link', { name, exact: true }).first();
const command = (name: string) => (page: Page) => page.locator(`[data-command="${name}"]`);
const titled = (title: string) => (page: Page) => page.getByTitle(title).first();
const said = (text: string) => (page: Page) => page.getByText(text).first();

function stops(): Stop[] {
  return [
    { path: '/', heading: 'Overview' },
    { path: '/migrations', heading: 'Migrations', acts: [['start one', link('New migration'), operating]] },
    { path: '/migrations/new', heading: 'New migration', opens: operating },
    {
      ...{ path: '/migrations/of-operator', heading: 'erp-db-01' },
      acts: [['pause', command('pause'), ['operator', 'admin']]],
      tells: [
        ['that the role looks only', titled('Your role may look, but not command.'), ['viewer', 'approver', 'guest']],
        ['whose it is', titled('Operators of this project command'), ['member']],
      ],
    },
    { path: '/plans', heading: 'Plans', acts: [['make one', link('New plan'), operating]] },
    { path: '/plans/new', heading: 'New plan', opens: operating },
    {
      ...{ path: `/plans/${planId}`, heading: 'wave' },
      acts: [
        ['check it', button('Check'), here],
        ['edit it', button('Edit plan'), here],
      ],
    },
    {
      ...{ path: '/plans/presets', heading: 'Mapping presets' },
      acts: [
        ['make one', button('New preset'), operating],
        ['check one', button('Check'), everybody],
        ['edit one', button('Edit preset'), here],
      ],
    },
    {
      ...{ path: '/schedules', heading: 'Schedules' },
      acts: [
        ['make one', button('New schedule'), operating],
        ['run one', button('Run now'), here],
        ['edit one', button('Edit schedule'), here],
      ],
    },
    {
      ...{ path: '/approvals', heading: 'Approvals' },
      acts: [['approve', button('Approve'), ['approver', 'admin']]],
      tells: [
        ['why not', said('Your role in this project does not decide.'), ['viewer', 'operator', 'member', 'guest']],
      ],
    },
    {
      ...{ path: `/inventory?source=${source}`, heading: 'Inventory' },
      acts: [['read it again', button('Read again'), here]],
    },
    {
      ...{ path: '/connections', heading: 'Connections' },
      acts: [
        ['add one', button('Add connection'), ['admin']],
        ['edit one', button('Edit: vcenter'), ['admin']],
      ],
      tells: [['those of another project', said('vcenter elsewhere'), everybody.filter((who) => who !== 'member')]],
    },
    { path: '/movers', heading: 'Movers' },
    { path: '/projects', heading: 'Projects', acts: [['make one', button('Add project'), ['admin']]] },
    {
      ...{ path: '/artifacts', heading: 'Artifacts' },
      acts: [['fetch one', button('Download: migrations/of-operator/disk-0.qcow2'), here]],
    },
    {
      path: '/access',
      heading: 'Users and access',
      opens: ['admin'],
      acts: [['add one', button('Add a user'), ['admin']]],
    },
    {
      ...{ path: '/settings', heading: 'Settings', opens: ['viewer', 'operator', 'approver', 'admin'] },
      acts: [['change them', (page) => page.locator('[data-setting="sessionHours"] input'), ['admin']]],
      tells: [['why not', said('administrators change them'), ['viewer', 'operator', 'approver']]],
    },
    { path: '/account', heading: 'Your account', acts: [['make a token', button('New API token'), everybody]] },
  ];
}

let api: ApiUnderTest;
let open: Awaited<ReturnType<typeof openBrowser>>;
let source: string;
let planId: string;

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  await api.startWorker();
  open = await openBrowser();
  const { prisma } = api.database;
  const client = api.clientOf(await loggedIn(api.database, { name: 'founder', role: 'admin' }, 'bearer'));
  await prisma.project.create({ data: { id: 'elsewhere', name: 'Elsewhere', updatedBy: 'test' } });
  await prisma.project.update({ where: { id: 'default' }, data: { ownOnly: true } });
  const ends = await addConnections(client);
  source = ends.source;
  const login = { url: 'https://vcenter2.example.org', username: 'u', password: 'p', projectId: 'elsewhere' };
  await client.createConnection({ body: { ...login, name: 'vcenter elsewhere', kind: 'vsphere' } });
  await fill(client, ends);
  const target = { params: { id: ends.target } };
  // The first question waits for the worker to have loaded its workflows.
  await vi.waitFor(() => client.getTargetFacts(target), { timeout: 30_000, interval: 500 });
});

/** One of each in the default project. */
async function fill(client: Client, { source, target }: { source: string; target: string }): Promise<void> {
  const { prisma } = api.database;
  await recordInventory(prisma, source, { at: new Date().toISOString(), page: [vm] });
  const ends = {
    source: { connectionId: source, vm: 'vm-1042' },
    target: { ...copying.plan.target, connectionId: target },
  };
  const { record } = createRunProjection(api.database);
  await record({
    ...copying,
    id: 'of-operator',
    workflowId: 'migration/of-operator',
    plan: { ...copying.plan, ...ends },
    requestedBy: 'operator',
  });
  // Nobody runs it: the API would take it for lost after a minute.
  await prisma.$executeRaw`update migration set updated_at = now() + interval '1 hour'`;
  await api.artifacts.put('migrations/of-operator/disk-0.qcow2', Buffer.from('bytes'), 'application/octet-stream');
  const preset = { id: 'preset-here', name: 'usual', sourceConnectionId: source, targetConnectionId: target };
  const { hardware } = copying.plan;
  const mapping = { node: null, storage: 'local', stagingStorage: null, pool: null, networks: [], datastores: [] };
  await prisma.mappingPreset.create({ data: { ...preset, content: { ...mapping, hardware }, updatedBy: 'test' } });
  const plan = await client.createPlan({ body: { name: 'wave', presetId: preset.id, vms: [{ ref: 'vm-1042' }] } });
  planId = plan.id;
  const times = { timeZone: 'UTC', calendar: { every: 'week', days: [1], at: '20:00' }, cutover: { mode: 'plan' } };
  const rules = { overlap: 'skip', catchUpMinutes: 60, jitterSeconds: 0, updatedBy: 'test' };
  await prisma.planSchedule.create({ data: { ...times, ...rules, id: 'schedule-here', name: 'weekly', planId } });
  const asked = { action: 'cancel', subject: 'migration/of-operator', subjectName: 'erp-db-01', input: {} };
  const request = { id: 'approval-here', projectId: 'default', requestedBy: 'somebody' };
  const expiresAt = new Date(Date.now() + 3_600_000);
  await prisma.approval.create({ data: { ...asked, ...request, expiresAt } });
}

const vm: VmSummary = {
  ...{ connectionId: '', ref: 'vm-1042', name: 'erp-db-01', path: 'DC0/vm', power: 'on', firmware: 'uefi', cpus: 4 },
  ...{
    memoryMiB: 8192,
    guestFullName: 'Debian GNU/Linux 12',
    diskCount: 1,
    capacityBytes: 1024 ** 3,
    tools: 'running',
  },
  ...{ networks: ['VM Network'], datastores: ['ds1'], snapshotCount: 0, changeTracking: true, template: false },
  seenAt: new Date().toISOString(),
};

/** Within the page, as a link would: the console is loaded once for each person. */
const go = (page: Page, path: string) =>
  page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`);

test.each(everybody)('%s meets what the role may do, and a reason where it ends', async (who) => {
  const { page, complaints } = await openAs(api, open, { ...people[who], path: '/account' });
  const asked = new Set<unknown>();
  page.on('request', (request) => asked.add(request));
  for (const over of ['requestfinished', 'requestfailed'] as const) {
    page.on(over as 'requestfinished', (request) => asked.delete(request));
  }
  const refused: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  const wrong: string[] = [];
  for (const { path, heading, opens = everybody, acts = [], tells = [] } of stops()) {
    await go(page, path);
    if (!opens.includes(who)) {
      await page.getByText('This page is not for your role.').waitFor();
      expect(await page.locator(`nav a[href="${path}"]`).count(), `link to ${path}`).toBe(0);
      continue;
    }
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    // All that the page has asked for is drawn: before, nothing could be missing.
    await expect.poll(() => asked.size).toBe(0);
    await page.evaluate('new Promise(requestAnimationFrame)');
    for (const [what, find, to] of tells) {
      if (to.includes(who)) await find(page).waitFor();
      else if ((await find(page).count()) > 0) wrong.push(`${path}: ${what}`);
    }
    for (const [what, find, by] of acts) {
      const found = find(page);
      if (by.includes(who)) await found.waitFor();
      const offered = (await found.count()) > 0 && (await found.isEnabled());
      if (offered !== by.includes(who)) wrong.push(`${path}: ${what}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toEqual([]);
  expect(complaints).toEqual([]);
});
