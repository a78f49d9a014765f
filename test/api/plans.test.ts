import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { everyPage } from '../../client/everyPage.ts';
import { maximumPlanVms } from '../../contract/bulkPlan.ts';
import { planSchema } from '../../contract/plan.ts';
import type { VmSummary } from '../../contract/vm.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { makeMigration } from '../support/migrations.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let client: Client;
let ends: { sourceConnectionId: string; targetConnectionId: string };

beforeAll(async () => {
  api = await startApi();
  client = await api.client('operator');
  const { source, target } = await addConnections(await api.client());
  ends = { sourceConnectionId: source, targetConnectionId: target };
  const seenAt = new Date().toISOString();
  const row = (ref: string, changes: Partial<VmSummary> = {}): VmSummary => ({
    ...{ connectionId: source, ref, name: `name of ${ref}`, path: 'DC0/vm', power: 'on', firmware: 'uefi' },
    ...{ guestFullName: 'Debian', cpus: 1, memoryMiB: 512, diskCount: 1, capacityBytes: 2 ** 30, snapshotCount: 0 },
    ...{ changeTracking: true, template: false, networks: ['VM Network'], datastores: ['ds1'], seenAt },
    ...changes,
  });
  const refs = ['vm-1', 'vm-2', 'vm-3', 'vm-shown', 'vm-blocked', 'vm-gone'];
  const page = [...refs.map((ref) => row(ref)), row('vm-dark', { networks: ['dark net'] })];
  await createRunProjection(api.database).recordInventory(source, seenAt, page);
  await api.startWorker();
});

const networks = [{ network: 'VM Network', bridge: 'vmbr0' }];
const addPreset = (name: string, changes: object = {}) =>
  client.createPreset({ body: { name, ...ends, storage: 'local', networks, ...changes } });
const addPlan = async (name: string, refs: string[]) => {
  const preset = await addPreset(`preset of ${name}`);
  return client.createPlan({ body: { name, presetId: preset.id, vms: refs.map((ref) => ({ ref })) } });
};
const problem = (status: number, code: string) => ({ problem: { status, code } });

test('a preset is kept when both sides have what it names, else each bad row is told with what there is', async () => {
  expect(await client.getSourcePlaces({ params: { id: ends.sourceConnectionId } })).toEqual({
    ...{ seen: true, networks: ['VM Network', 'dark net'], datastores: ['ds1'] },
  });
  const bad = addPreset('bad', {
    ...{ node: 'pve9', datastores: [{ datastore: 'ds1', storage: 'nowhere' }] },
    networks: [...networks, { network: 'dark net', bridge: 'vmbr9' }],
  });
  const issues = expect.arrayContaining([
    { path: 'body.node', message: expect.stringContaining('pve1') },
    { path: 'body.networks.1.bridge', message: expect.stringContaining('vmbr9') },
  ]);
  await expect(bad).rejects.toMatchObject({ problem: { status: 422, code: 'mapping.refused', issues } });
  const twice = addPreset('twice', { networks: [...networks, ...networks] });
  await expect(twice).rejects.toMatchObject({
    problem: { code: 'request.invalid', issues: [{ path: 'body.networks' }] },
  });

  const preset = await addPreset('good', { networks: [...networks, { network: 'typo', bridge: 'vmbr0' }] });
  expect(preset).toMatchObject({ revision: 1, node: null, hardware: { controller: 'keep' }, updatedBy: 'operator' });
  const params = { id: preset.id };
  expect(await client.checkPreset({ params })).toMatchObject({
    findings: [{ severity: 'warning', code: 'mapping.network-unknown', path: 'networks.1.network' }],
  });
  await expect(addPreset('good')).rejects.toMatchObject(problem(409, 'request.conflict'));
  expect((await client.listPresets({ query: { search: 'GOO', limit: 1 } })).items).toEqual([preset]);
});

test('edits of presets and plans name the version they are based on; of two at once one is refused', async () => {
  const preset = await addPreset('edited');
  const params = { id: preset.id };
  await expect(client.updatePreset({ params, body: { name: 'x' } })).rejects.toMatchObject(
    problem(428, 'version.required'),
  );
  const renamed = await client.updatePreset({ params, body: { name: 'renamed' }, ifMatch: preset.revision });
  expect(renamed).toMatchObject({ ...preset, name: 'renamed', revision: 2, updatedAt: expect.any(String) });
  const bad = client.updatePreset({ params, body: { storage: 'nowhere' }, ifMatch: 2 });
  await expect(bad).rejects.toMatchObject(problem(422, 'mapping.refused'));

  const plan = await client.createPlan({
    body: { name: 'edited', presetId: preset.id, settings: { strategy: 'cold' } },
  });
  const edit = (ref: string) =>
    client.updatePlan({ params: { id: plan.id }, body: { vms: [{ ref }] }, ifMatch: plan.revision });
  const outcomes = await Promise.allSettled([edit('vm-1'), edit('vm-2')]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toMatchObject([{ problem: { status: 412, code: 'version.changed', currentVersion: '"2"' } }]);
  const kept = await client.getPlan({ params: { id: plan.id } });
  expect(kept).toMatchObject({ ...ends, revision: 2, settings: { strategy: 'cold', quiesce: true } });
  expect(kept.vms).toHaveLength(1);

  const removal = client.deletePreset({ params });
  await expect(removal).rejects.toMatchObject({ problem: { status: 409, detail: expect.stringContaining('edited') } });
  await expect(client.deletePlan({ params: { id: plan.id }, ifMatch: 1 })).rejects.toMatchObject({
    problem: { status: 412 },
  });
  await client.deletePlan({ params: { id: plan.id } });
  await client.deletePreset({ params });
});

test('a check tells which VMs are ready, by the inventory and by a real preflight', async () => {
  const { id } = await addPlan('checked', ['vm-3', 'vm-dark', 'vm-blocked', 'vm-gone', 'vm-nobody']);
  const params = { id };
  const known = await client.checkPlan({ params });
  const blocking = (check: typeof known) =>
    check.vms.map(({ ref, basis, findings }) => [ref, basis, ...findings.map(({ code }) => code)]);
  expect(blocking(known)).toEqual([
    ['vm-3', 'inventory'],
    ['vm-dark', 'inventory', 'network.unmapped'],
    ['vm-blocked', 'inventory'],
    ['vm-gone', 'inventory'],
    ['vm-nobody', 'inventory', 'plan.vm-missing'],
  ]);
  expect(known).toMatchObject({ ready: 3, mapping: [], findings: [] });
  const asked = await client.checkPlan({ params, body: { vms: ['vm-3', 'vm-blocked', 'vm-gone'], preflight: true } });
  expect(blocking(asked)).toEqual([
    ['vm-3', 'preflight'],
    ['vm-blocked', 'preflight', 'disk.independent'],
    ['vm-gone', 'preflight', 'platform.not-found'],
  ]);
  const foreign = client.checkPlan({ params, body: { vms: ['vm-1'] } });
  await expect(foreign).rejects.toMatchObject({ problem: { code: 'request.invalid', issues: [{ path: 'body.vms' }] } });
});

test('a plan starts its VMs once; a bad one is named and stops no other', async () => {
  const plan = await addPlan('started', ['vm-1', 'vm-2', 'vm-blocked', 'vm-gone']);
  const params = { id: plan.id };
  const outcomes = (answer: Awaited<ReturnType<typeof client.startPlan>>) =>
    answer.vms.map(({ ref, outcome, problem: told }) => [ref, outcome, told?.code]);
  const [one] = (await client.startPlan({ params, body: { vms: ['vm-1'] } })).vms;
  expect(one).toMatchObject({ ref: 'vm-1', name: 'name of vm-1', outcome: 'started' });
  const both = await Promise.all([client.startPlan({ params }), client.startPlan({ params })]);
  const second = both.map((answer) => answer.vms.find(({ ref }) => ref === 'vm-2'));
  expect(second.map((vm) => vm?.outcome).sort()).toEqual(['open', 'started']);
  expect(second[0]?.migrationId).toBe(second[1]?.migrationId);
  expect(outcomes(await client.startPlan({ params }))).toEqual([
    ['vm-1', 'open', undefined],
    ['vm-2', 'open', undefined],
    ['vm-blocked', 'refused', 'migration.refused'],
    ['vm-gone', 'refused', 'platform.not-found'],
  ]);

  const migration = await client.getMigration({ params: { id: one?.migrationId ?? '' } });
  expect(migration.plan).toMatchObject({ planId: plan.id, networks, target: { storage: 'local' } });
  const own = await client.listMigrations({ query: { planId: plan.id } });
  expect(own.items).toHaveLength(2);
  const { items } = await client.listPlans({ query: { search: 'started' } });
  expect(items).toMatchObject([{ vmCount: 4, migrations: { running: 2 } }]);
  const page = await client.listPlanVms({ params, query: { limit: 3 } });
  expect(page.items.map((vm) => vm.migration?.status)).toEqual(['running', 'running', undefined]);
  const rest = await client.listPlanVms({ params, query: { cursor: page.nextCursor ?? '' } });
  expect(rest).toMatchObject({ items: [{ ref: 'vm-gone' }], nextCursor: null });
  await expect(client.deletePlan({ params })).rejects.toMatchObject({
    problem: { openMigrationId: expect.any(String) },
  });

  const projection = createRunProjection(api.database);
  const ended = { status: 'completed', endedAt: new Date().toISOString(), allowed: [] as never[] } as const;
  await projection.record({ ...makeMigration(migration), ...ended, revision: migration.revision + 1 });
  expect(outcomes(await client.startPlan({ params, body: { vms: ['vm-1'] } }))).toEqual([['vm-1', 'done', undefined]]);
});

test('disks go where their datastore is mapped to, which the source is asked for', async () => {
  const preset = await addPreset('by datastore', {
    datastores: [{ datastore: 'ds1', storage: 'local', format: 'qcow2' }],
  });
  const vms = [{ ref: 'vm-shown', overrides: { target: { name: 'renamed' } } }];
  const { id } = await client.createPlan({ body: { name: 'by datastore', presetId: preset.id, vms } });
  const [started] = (await client.startPlan({ params: { id } })).vms;
  const { plan } = await client.getMigration({ params: { id: started?.migrationId ?? '' } });
  expect(plan.target.name).toBe('renamed');
  expect(plan.disks).toMatchObject([{ storage: 'local', format: 'qcow2' }]);
});

test('a plan holds ten thousand VMs, comes in one request, and its trail tells the VMs alone that an edit touched', async () => {
  const preset = await addPreset('preset of everything');
  const vms = Array.from({ length: maximumPlanVms }, (_, index) => ({
    ref: `vm-${index}`,
    overrides: { target: { storage: 'local', vmid: 100_000 + index, name: `server-${index}.example.org` }, networks },
  }));
  const body = { name: 'everything', presetId: preset.id, vms };
  const tooMany = client.createPlan({ body: { ...body, vms: [...vms, { ref: 'vm-more' }] } });
  await expect(tooMany).rejects.toMatchObject({ problem: { code: 'request.invalid', issues: [{ path: 'body.vms' }] } });
  const { id, revision } = await client.createPlan({ body });
  const params = { id };
  const states = await everyPage((cursor) => client.listPlanVms({ params, query: { cursor, limit: 500 } }));
  expect(states.map(({ ref }) => ref)).toEqual(vms.map(({ ref }) => ref));
  expect(states.at(-1)).toMatchObject({ overrides: vms.at(-1)?.overrides, name: null, migration: null });
  const check = await client.checkPlan({ params });
  expect(check).toMatchObject({ findings: [], mapping: [] });
  expect(check.vms).toHaveLength(maximumPlanVms);

  const [gone, other, ...rest] = vms;
  const cold = { ref: other?.ref ?? '', overrides: { strategy: 'cold' as const } };
  const edited = await client.updatePlan({ params, body: { vms: [cold, ...rest] }, ifMatch: revision });
  expect(edited.vms).toHaveLength(maximumPlanVms - 1);
  const event = await api.database.prisma.auditEvent.findFirst({
    where: { action: 'plan.update', subject: `plan/${id}` },
  });
  expect(event).toMatchObject({ before: { vms: [gone, other] }, after: { vms: [cold] } });
});

test('a forecast rests on what was moved between the same connections, and says on how much', async () => {
  const { id } = await addPlan('forecast', ['vm-1', 'vm-gone-for-good']);
  const before = await client.listForecasts({ query: { planId: id } });
  expect(before.basedOn).toMatchObject({ copies: 0 });
  expect(before.items.map(({ ref, strategy }) => [ref, strategy])).toEqual([['vm-1', 'warm']]);
  const at = new Date().toISOString();
  const baseline = { name: 'baseline' as const, startedAt: at, endedAt: at, ms: 3_600_000, attempts: 1 };
  const disk = { id: 'd', label: 'Hard disk 1', capacityBytes: 2 ** 30, volume: null, rounds: [], ledgerRoot: null };
  const plan = planSchema.parse({
    source: { connectionId: ends.sourceConnectionId, vm: 'vm-2' },
    target: { connectionId: ends.targetConnectionId, storage: 'local' },
  });
  const moved = { ...makeMigration(), id: randomUUID(), workflowId: randomUUID(), plan, status: 'completed' as const };
  await createRunProjection(api.database).record({
    ...{ ...moved, revision: 9, stages: [baseline], disks: [{ ...disk, targetRoot: null }], endedAt: at },
  });
  const after = await client.listForecasts({ query: { planId: id, vm: ['vm-1'] } });
  expect(after.basedOn).toMatchObject({ migrations: before.basedOn.migrations + 1, copies: 1 });
  const [vm] = after.items;
  expect((vm?.duration.medianMs ?? 0) - (vm?.downtime.medianMs ?? 0)).toBeGreaterThan(3_500_000);
  const alone = await client.listForecasts({ query: { ...ends, vm: ['vm-1'], strategy: 'cold' } });
  expect(alone.items[0]?.downtime.medianMs).toBeGreaterThan(3_500_000);
  await expect(client.listForecasts({ query: { vm: ['vm-1'] } })).rejects.toMatchObject({
    problem: {
      code: 'request.invalid',
      issues: [{ path: 'query.sourceConnectionId' }, { path: 'query.targetConnectionId' }],
    },
  });
  await expect(client.listForecasts({ query: { planId: 'none' } })).rejects.toMatchObject(
    problem(404, 'request.not-found'),
  );
});
