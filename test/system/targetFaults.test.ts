import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabFault, LabFaultRequest } from '../../contract/lab.ts';
import {
  cancelUpdate,
  cutoverUpdate,
  retryUpdate,
  rollbackUpdate,
  undoCutoverUpdate,
} from '../../workflows/messages.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { bytesOfRound, expectProven, expectUntouched } from './expectations.ts';
import {
  armFault,
  completed,
  control,
  disarm,
  expectStruck,
  migrate,
  type Overrides,
  type StartedMigration,
  sourceVm,
} from './migration.ts';

const actor = { actor: 'tester' };
const cold: Overrides = { strategy: 'cold', route: 'staged' };
let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres();
});
afterAll(() => centres?.close());

const proxmox = () => centres.proxmox.info.controlUrl;
/** A VM id of its own for each machine of the herd, so that a fault finds its migration. */
const vmidOf = (name: string) => 700 + Number(name.slice(-2));

async function moveUnder(name: string, faults: LabFaultRequest[], plan: Overrides = {}) {
  const vmid = vmidOf(name);
  const armed: LabFault[] = [];
  for (const fault of faults) armed.push(await armFault(proxmox(), { ...fault, match: { ...fault.match, vmid } }));
  const run = await migrate(centres, name, { ...plan, target: { ...plan.target, vmid } });
  return {
    ...run,
    struck: () => expectStruck(proxmox(), armed),
    mend: async () => {
      for (const fault of armed) await disarm(proxmox(), fault);
    },
  };
}

async function parks(run: StartedMigration) {
  const { parked } = await run.until('parking', (state) => state.status === 'parked');
  expect(parked?.remedy).toMatch(/\w/);
  return parked;
}

describe.concurrent('what passes by itself', () => {
  // 596 and cut connections strike every call that writes: a migration makes three.
  test.each<[string, string, LabFaultRequest[], Overrides]>([
    ['596 after calls were carried out', 'herd-01', [{ name: 'outcome-596', count: 3 }], {}],
    ['596 after calls were carried out, staged', 'herd-02', [{ name: 'outcome-596', count: 3 }], cold],
    ['connections cut after calls were carried out', 'herd-03', [{ name: 'connection-cut', count: 3 }], {}],
    ['503 of a proxy', 'herd-04', [{ name: 'http-503', count: 3, skip: 1 }], {}],
    ['locks that are not got in time', 'herd-05', [{ name: 'lock-timeout', count: 2, skip: 1 }], {}],
    ['a VM that a backup locks', 'herd-06', [{ name: 'vm-locked', count: 2 }], {}],
    ['somebody else edits the configuration', 'herd-07', [{ name: 'digest-race', count: 2 }], {}],
  ])('%s', async (_, name, faults, plan) => {
    const run = await moveUnder(name, faults, plan);
    const done = await completed(run);
    await run.struck();
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, name, done);
  });
});

describe.concurrent('what a person must mend', () => {
  test.each<[string, string, string, LabFaultRequest, Overrides]>([
    ['the VM cannot be made', 'herd-08', 'provision', { name: 'task-fails', match: { type: 'qmcreate' } }, {}],
    ['an import fails', 'herd-09', 'import', { name: 'import-fails', count: 8, match: { percent: 40 } }, cold],
  ])('%s: parks, and a retry completes', async (_, name, stage, fault, plan) => {
    const run = await moveUnder(name, [fault], plan);
    expect(await parks(run)).toMatchObject({ stage });
    await run.mend();
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    const done = await completed(run);
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, name, done);
  });

  test('hardware cannot be set: the cutover is undone, the replica follows its source, and the next one completes', async () => {
    const fault: LabFaultRequest = { name: 'task-fails', count: 0, match: { type: 'qmconfig' } };
    const run = await moveUnder('herd-10', [fault], { delta: { intervalSeconds: 3600, minimumRounds: 0 } });
    expect(await parks(run)).toMatchObject({ stage: 'define' });
    const { disks } = await run.state();
    await run.handle.executeUpdate(undoCutoverUpdate, { args: [actor] });
    const following = await run.until('following its source again', ({ status }) => status === 'holding');
    expect(await sourceVm(centres, 'herd-10')).toMatchObject({ power: 'poweredOn', snapshots: [] });
    expect(following.disks.map(({ volume }) => volume)).toEqual(disks.map(({ volume }) => volume));
    for (const { rounds } of following.disks) {
      expect(rounds.map(({ kind, full }) => [kind, full])).toEqual([
        ['baseline', true],
        ['final', false],
        ['delta', false],
      ]);
    }
    expect(await bytesOfRound(centres, run, 2)).toBeLessThan(await bytesOfRound(centres, run, 0));
    // What stopped it stops it again: a retry ends what a cutover that was not undone would have.
    await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    expect(await parks(run)).toMatchObject({ stage: 'define' });
    await run.mend();
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    const done = await completed(run);
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, 'herd-10', done);
  });

  test('a storage without room parks; a retry may name another storage', async () => {
    const full = await armFault(proxmox(), { name: 'storage-full', count: 0, match: { storage: 'nfs-shared' } });
    const run = await moveUnder('herd-11', [], { target: { storage: 'nfs-shared' } });
    expect(await parks(run)).toMatchObject({ stage: 'provision', code: 'platform.quota' });
    await disarm(proxmox(), full);
    const { plan } = await run.state();
    const edited = { ...plan, target: { ...plan.target, storage: 'local' } };
    await run.handle.executeUpdate(retryUpdate, { args: [{ ...actor, plan: edited }] });
    const done = await completed(run);
    expect(done.disks[0]?.volume).toMatch(/^local:/);
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, 'herd-11', done);
  });

  test('a pool that fills up under the copy parks, and a cancel leaves nothing', async () => {
    expect(process.getuid?.(), 'run the tests as root: the pool is a file system that is mounted').toBe(0);
    const { storages } = centres.proxmox.datacenter;
    const hog = await storages.allocate('pve1', 'tiny-thin', { vmid: 999, format: 'raw', bytes: 60 * 1048576 });
    const { volume } = await storages.volume('pve1', hog);
    await writeFile(volume.path, Buffer.alloc(56 * 1048576, 1), { flag: 'r+' });
    const run = await moveUnder('herd-12', [], { target: { storage: 'tiny-thin' } });
    expect(await parks(run)).toMatchObject({ stage: 'baseline', code: 'platform.quota' });
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    await expectUntouched(centres, 'herd-12', await run.handle.result());
    await storages.free('pve1', hog);
  });

  test('a target that does not start parks after the point of no return, and goes back by a rollback', async () => {
    const run = await moveUnder('herd-13', [{ name: 'start-fails', count: 0 }], { startTarget: true });
    expect(await parks(run)).toMatchObject({ stage: 'boot' });
    expect((await run.state()).allowed).toEqual(['retry', 'rollback']);
    await run.mend();
    await run.handle.executeUpdate(rollbackUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done.status).toBe('rolled-back');
    await expectUntouched(centres, 'herd-13', done);
  });

  test('a login by password goes on when its ticket expires', async () => {
    const login = { user: 'drover@pve', connectionId: await centres.connectByPassword('drover@pve') };
    const expiry = await armFault(proxmox(), { name: 'ticket-expiry', skip: 2, match: { user: login.user } });
    const run = await moveUnder('herd-14', [], { target: { connectionId: login.connectionId } });
    const done = await completed(run);
    await expectStruck(proxmox(), [expiry]);
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, 'herd-14', done);
  });
});

describe('one after another, because they concern everybody', () => {
  test('a download breaks off: it is begun again, and nothing of it is left', async () => {
    const match = { storage: 'nfs-shared', percent: 30 };
    const breaksOff = await armFault(proxmox(), { name: 'download-fails', match });
    const run = await moveUnder('herd-15', [], { ...cold, target: { stagingStorage: 'nfs-shared' } });
    const done = await completed(run);
    await expectStruck(proxmox(), [breaksOff]);
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, 'herd-15', done);
  });

  test('a token that is refused parks as unauthorised, and goes on once it is back', async () => {
    await armFault(proxmox(), { name: 'token-refused', count: 0 });
    const run = await migrate(centres, 'herd-16');
    expect(await parks(run)).toMatchObject({ code: 'platform.unauthorised' });
    await control(proxmox(), '/faults', 'DELETE');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expectProven(centres, 'herd-16', await completed(run));
  });
});
