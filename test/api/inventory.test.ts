import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { everyPage } from '../../client/everyPage.ts';
import type { InventoryVm } from '../../contract/readiness.ts';
import type { VmSummary } from '../../contract/vm.ts';
import { recordInventory } from '../../prisma/recordInventory.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { addManyVms } from '../support/manyVms.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

const gib = 1024 ** 3;
let api: ApiUnderTest;
let client: Client;
let source: string;
let all: InventoryVm[];

/** One VM of every kind that readiness tells apart, in two folders, with sizes that repeat. */
function everyKind(): VmSummary[] {
  const kinds = (['on', 'off', 'suspended'] as const).flatMap((power) =>
    (['running', 'not-running', 'not-installed', 'unknown', undefined] as const).flatMap((tools) =>
      [0, 2].flatMap((snapshotCount) => [true, false].map((template) => ({ power, tools, snapshotCount, template }))),
    ),
  );
  return kinds.map((kind, index) => ({
    ...{ connectionId: source, ref: `vm-${index}`, name: `VM ${index % 7}`, cpus: (index % 3) + 1, memoryMiB: 2048 },
    ...{
      path: index % 2 ? 'DC0/vm/prod_1' : 'DC0/vm/prodX1',
      firmware: index % 4 ? 'bios' : 'uefi',
      diskCount: index % 4,
    },
    ...{
      guestFullName: index % 2 ? 'Debian 12' : 'Windows 2022',
      capacityBytes: (index % 6) * gib,
      changeTracking: true,
    },
    ...{ seenAt: new Date().toISOString(), ...kind },
  }));
}

const list = async (query: Parameters<Client['listVms']>[0]['query']) =>
  (await client.listVms({ params: { id: source }, query: { limit: 500, ...query } })).items;

beforeAll(async () => {
  api = await startApi();
  client = await api.client();
  ({ source } = await addConnections(client));
  await recordInventory(api.database.prisma, source, { at: new Date().toISOString(), page: everyKind() });
  all = await list({});
});

test('the readiness that is searched for is the readiness that is shown', async () => {
  for (const level of ['ready', 'attention', 'blocked'] as const) {
    const found = await list({ readiness: [level] });
    expect(found.length, level).toBeGreaterThan(0);
    expect(found.map(({ ref }) => ref)).toEqual(
      all.filter(({ readiness }) => readiness.level === level).map(({ ref }) => ref),
    );
  }
  expect(await list({ readiness: ['ready', 'attention', 'blocked'] })).toHaveLength(all.length);
});

test('filters narrow together, and a folder is not a pattern', async () => {
  const refs = (found: InventoryVm[]) => found.map(({ ref }) => ref);
  const fits = (check: (vm: InventoryVm) => boolean) => refs(all.filter(check));
  expect(refs(await list({ folder: 'DC0/vm/prod_1' }))).toEqual(fits(({ path }) => path === 'DC0/vm/prod_1'));
  expect(await list({ folder: 'DC0/vm' })).toHaveLength(all.length);
  expect(await list({ folder: 'DC0/vm/prod' })).toEqual([]);
  expect(refs(await list({ guest: 'windows', firmware: ['uefi'], snapshots: 'true' }))).toEqual(
    fits((vm) => /windows/i.test(vm.guestFullName) && vm.firmware === 'uefi' && vm.snapshotCount > 0),
  );
  expect(refs(await list({ tools: ['unknown', 'running'], template: 'false', minimumBytes: 4 * gib }))).toEqual(
    fits((vm) => /unknown|^running/.test(vm.tools ?? '') && !vm.template && vm.capacityBytes >= 4 * gib),
  );
});

test('a search finds VMs of its own source, in the order asked for', async () => {
  const { source: other } = await addConnections(client, '-other');
  await recordInventory(api.database.prisma, other, { at: new Date().toISOString(), page: everyKind() });
  for (const sort of ['name', 'capacity'] as const) {
    for (const order of ['asc', 'desc'] as const) {
      const fitting = (await list({ sort, order })).filter(({ path }) => path === 'DC0/vm/prod_1');
      const query = { sort, order, search: 'PROD_1', limit: 7 };
      const found = await everyPage((cursor) =>
        client.listVms({ params: { id: source }, query: { ...query, cursor } }),
      );
      expect(found).toEqual(fitting);
    }
  }
});

test.each(['name', 'capacity', 'guest', 'cpus'] as const)('pages by %s go through everything once', async (sort) => {
  for (const order of ['asc', 'desc'] as const) {
    const seen: InventoryVm[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listVms({ params: { id: source }, query: { sort, order, cursor, limit: 7 } });
      expect(page.total).toBe(cursor === undefined ? all.length : null);
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen.map(({ ref }) => ref)).size).toBe(all.length);
    expect(seen).toEqual(await list({ sort, order }));
  }
});

test('a selection holds all that fit a filter but templates, whatever the size of its pages', async () => {
  const chosen = (query: object) => client.listVmChoices({ params: { id: source }, query });
  for (const query of [{}, { guest: 'debian' }, { readiness: ['blocked' as const], snapshots: 'true' as const }]) {
    const fitting = await list({ ...query, template: 'false' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await chosen({ ...query, cursor, limit: 7 });
      seen.push(...page.items.map(({ ref }) => ref));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(fitting.length).toBeGreaterThan(0);
    expect(seen).toEqual(fitting.map(({ ref }) => ref));
    const whole = await chosen(query);
    expect(whole.nextCursor).toBeNull();
    const lean = fitting.map(({ ref, name, capacityBytes }) => ({ ref, name, capacityBytes }));
    expect(whole.items).toEqual(lean);
  }
});

test('a cursor of another order is refused', async () => {
  const { nextCursor } = await client.listVms({ params: { id: source }, query: { limit: 1 } });
  const slim = await client.listVms({ params: { id: source }, query: { limit: 1 }, fields: ['ref', 'readiness'] });
  expect(slim.items.map((row) => Object.keys(row).sort())).toEqual([['readiness', 'ref']]);
  expect(slim.nextCursor).toBe(nextCursor);
  const other = client.listVms({ params: { id: source }, query: { cursor: nextCursor ?? '', sort: 'capacity' } });
  await expect(other).rejects.toMatchObject({ problem: { status: 400, code: 'request.invalid' } });
});

test('folders are counted', async () => {
  const { count, capacityBytes, folders } = await client.listFolders({ params: { id: source } });
  expect(count).toBe(all.length);
  expect(capacityBytes).toBe(all.reduce((sum, vm) => sum + vm.capacityBytes, 0));
  expect(folders.map(({ path }) => path).sort()).toEqual(['DC0/vm/prodX1', 'DC0/vm/prod_1']);
});

test('the overview tells what waits first, what ended this week, and how much is left to move', async () => {
  const { record } = createRunProjection(api.database);
  const plan = makePlan({ source: { connectionId: source, vm: 'vm-1' } });
  const endedAt = new Date().toISOString();
  const round = { round: 1, kind: 'baseline', changedBytes: 5, readBytes: 7 * gib, writtenBytes: 5, ms: 1, full: true };
  const disk = { id: 'd', label: 'Hard disk 1', capacityBytes: gib, volume: null, ledgerRoot: null, targetRoot: null };
  await record(makeMigration({ id: 'm-runs', workflowId: 'w-runs', plan, vm: { ref: 'vm-2', name: 'b' } }));
  await record(
    makeMigration({ id: 'm-parked', workflowId: 'w-p', plan, status: 'parked', vm: { ref: 'vm-3', name: 'c' } }),
  );
  await record(
    makeMigration({
      ...{ id: 'm-done', workflowId: 'w-done', plan, status: 'completed', vm: { ref: 'vm-1', name: 'a' }, endedAt },
      disks: [{ ...disk, rounds: [{ ...round, kind: 'baseline', endedAt, changeId: null, root: null }] }],
    }),
  );
  const overview = await client.getOverview();
  expect(overview.open.map(({ id }) => id)).toEqual(['m-parked', 'm-runs']);
  expect(overview).toMatchObject({ openCount: 2, endedCount: { completed: 1, cancelled: 0 } });
  expect(overview.hours).toEqual([{ from: `${endedAt.slice(0, 13)}:00:00.000Z`, readBytes: 7 * gib, completed: 1 }]);
  const moved = overview.inventory.find(({ connectionId }) => connectionId === source);
  expect(moved).toMatchObject({ vms: all.filter(({ template }) => !template).length, moved: 1 });
});

test('fifty thousand VMs are paged through once each, found, narrowed, counted and chosen', async () => {
  const vms = 50_000;
  const params = { id: (await addConnections(client, '-large')).source };
  await addManyVms(api.database.prisma, params.id, vms);
  const refs = Array.from({ length: vms }, (_, index) => `vm-${index}`);
  const listed = await everyPage((cursor) =>
    client.listVms({ params, query: { cursor, limit: 500 }, fields: ['ref'] }),
  );
  expect(listed.map(({ ref }) => ref)).toEqual(refs);
  const total = async (query: Parameters<Client['listVms']>[0]['query']) =>
    (await client.listVms({ params, query: { limit: 1, ...query } })).total;
  expect(await Promise.all([total({}), total({ folder: 'DC0/vm' }), total({ search: 'p-4999' })])).toEqual([
    ...[vms, vms / 2, 10],
  ]);
  expect(await total({ search: 'nowhere' })).toBe(0);
  const largest = await client.listVms({ params, query: { sort: 'capacity', order: 'desc', limit: 1 } });
  expect(largest.items).toMatchObject([{ ref: refs.at(-1), capacityBytes: vms * gib }]);
  const { count, folders } = await client.listFolders({ params });
  expect([count, folders.length]).toEqual([vms, 4]);
  const chosen = await everyPage((cursor) => client.listVmChoices({ params, query: { cursor } }));
  expect(chosen.map(({ ref }) => ref)).toEqual(refs);
});
