import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workflow } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../client/client.ts';
import type { VmStart } from '../../contract/bulkPlan.ts';
import { createLocalArtifactStore } from '../../storage/localArtifactStore.ts';
import type { housekeeping } from '../../workflows/housekeeping.ts';
import type { refreshInventories } from '../../workflows/inventories.ts';
import { cancelUpdate, statusQuery } from '../../workflows/messages.ts';
import { controlQueue, migrationWorkflowId, workflowTypes } from '../../workflows/names.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { completed, control, migrate, planFor, sourceVm } from './migration.ts';

let centres: DataCentres;
let scheduled: Awaited<ReturnType<typeof scheduleAndStopApi>>;

beforeAll(async () => {
  centres = await openDataCentres();
  scheduled = await scheduleAndStopApi();
});
afterAll(() => centres?.close());

function run<T extends Workflow>(type: string) {
  return centres.client.workflow.execute<() => ReturnType<T>>(type, {
    taskQueue: controlQueue,
    workflowId: `${type}/${randomUUID()}`,
  });
}

test('inventories are refreshed: what is new appears, what is gone goes', async () => {
  expect(await run<typeof refreshInventories>(workflowTypes.refreshInventories)).toEqual({ refreshed: 1, failed: [] });
  const before = await names();
  expect(before).toContain('herd-01');
  await control(centres.vsphere.info.controlUrl, '/vms/herd-01/rename', 'POST', { name: 'herd-one' });
  await run<typeof refreshInventories>(workflowTypes.refreshInventories);
  const after = await names();
  expect(after).toContain('herd-one');
  expect(after).not.toContain('herd-01');
  expect(after).toHaveLength(before.length);
});

test('snapshots of ended migrations go; those of open ones and of others stay', async () => {
  const ended = await migrate(centres, 'herd-02');
  await completed(ended);
  const open = await migrate(centres, 'herd-03', { bandwidthBytesPerSecond: 262144 });
  await open.until('the copy', (state) => state.stage === 'baseline' && state.disks[0]?.volume != null);
  await expect
    .poll(async () => (await sourceVm(centres, 'herd-03')).snapshots, { timeout: 20_000 })
    .toEqual([`drover-${open.id}-0`]);
  for (const name of [`drover-${ended.id}-9`, 'drover-of-an-admin', 'nightly']) await snapshot('herd-02', name);

  const swept = await run<typeof housekeeping>(workflowTypes.housekeeping);
  expect(swept.snapshots).toEqual({ removed: [`${ended.vm.id}: drover-${ended.id}-9`], failed: [] });
  expect((await sourceVm(centres, 'herd-02')).snapshots).toEqual(['drover-of-an-admin', 'nightly']);
  expect((await sourceVm(centres, 'herd-03')).snapshots).toEqual([`drover-${open.id}-0`]);
  await open.handle.executeUpdate(cancelUpdate, { args: [{ actor: 'tester' }] });
  await open.handle.result();
});

test('images older than a week go; younger ones and certificates stay', async () => {
  const old = await artifact(`migrations/${randomUUID()}/old.qcow2`, 8);
  const young = await artifact(`migrations/${randomUUID()}/young.qcow2`, 6);
  const certificate = await artifact(`certificates/${randomUUID()}.json`, 30);
  const swept = await run<typeof housekeeping>(workflowTypes.housekeeping);
  expect(swept.artifacts).toEqual({ removed: [old], failed: [] });
  expect(await store().stat(old)).toBeNull();
  for (const key of [young, certificate]) expect(await store().stat(key)).toMatchObject({ key });
});

test('a schedule is due while the API is down, and a migration begins all the same', async () => {
  const { scheduleId, planId, moving } = scheduled;
  const { prisma } = centres.database;
  const run = () => prisma.scheduleRun.findFirst({ where: { scheduleId, outcome: 'done' } });
  await expect.poll(run, { timeout: 180_000, interval: 1000 }).not.toBeNull();
  const vms = (await run())?.vms as unknown as VmStart[];
  expect(vms.map(({ ref, outcome }) => [ref, outcome])).toEqual([
    [moving, 'started'],
    ['vm-of-nobody', 'refused'],
  ]);
  const id = vms[0]?.migrationId ?? '';
  const handle = centres.client.workflow.getHandle(migrationWorkflowId(id));
  await expect
    .poll(() => handle.query(statusQuery), { timeout: 120_000, interval: 1000 })
    .toMatchObject({
      ...{ stage: 'baseline', plan: { cutover: { mode: 'manual' }, planId } },
    });
  await handle.executeUpdate(cancelUpdate, { args: [{ actor: 'tester' }] });
  await handle.result();
});

/** Due in a minute or two, when the API is down; the other tests do not ask it. */
async function scheduleAndStopApi(): Promise<{ scheduleId: string; planId: string; moving: string }> {
  const anonymous = createClient({ baseUrl: centres.apiUrl });
  const password = await readFile(join(centres.folder, 'secrets', 'admin'), 'utf8');
  const { token } = await anonymous.login({ body: { username: 'admin', password } });
  const client = createClient({ baseUrl: centres.apiUrl, token });
  const ends = { sourceConnectionId: centres.sourceId, targetConnectionId: centres.targetId };
  const { target, networks } = planFor(centres, '');
  const { node = null, storage, stagingStorage = null } = target;
  const preset = await client.createPreset({
    body: { name: 'home', ...ends, node, storage, stagingStorage, networks },
  });
  const moving = await sourceVm(centres, 'herd-04');
  const plan = await client.createPlan({
    body: {
      ...{ name: 'wave', presetId: preset.id, vms: [{ ref: moving.id }, { ref: 'vm-of-nobody' }] },
      settings: { delta: { intervalSeconds: 0, minimumRounds: 2 }, bandwidthBytesPerSecond: 262_144 },
    },
  });
  const at = new Date(Date.now() + 75_000).toISOString();
  const calendar = { every: 'once' as const, on: at.slice(0, 10), at: at.slice(11, 16) };
  const body = { name: 'tonight', planId: plan.id, calendar, cutover: { mode: 'hold' as const } };
  const schedule = await client.createSchedule({ body });
  await centres.api.stop();
  return { scheduleId: schedule.id, planId: plan.id, moving: moving.id };
}

async function names(): Promise<string[]> {
  const rows = await centres.database.prisma.inventoryVm.findMany({ where: { connectionId: centres.sourceId } });
  return rows.map((row) => row.name);
}

async function snapshot(vm: string, name: string): Promise<void> {
  await control(centres.vsphere.info.controlUrl, `/vms/${vm}/snapshots`, 'POST', { name });
}

/** The product's store, opened once more; nobody asks it for links here. */
const store = () => createLocalArtifactStore(join(centres.folder, 'artifacts'), { sign: (key) => `link-of:${key}` });

async function artifact(key: string, daysOld: number): Promise<string> {
  await store().put(key, Buffer.from('bytes'), 'application/octet-stream');
  const file = join(centres.folder, 'artifacts', 'objects', `${key}.manifest`);
  const modifiedAt = new Date(Date.now() - daysOld * 86_400_000).toISOString();
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), modifiedAt }));
  return key;
}
