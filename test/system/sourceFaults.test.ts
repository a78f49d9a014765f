import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabFault, LabFaultRequest } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import { cancelUpdate, cutoverUpdate, retryUpdate } from '../../workflows/messages.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { expectProven, targetVms } from './expectations.ts';
import {
  armFault,
  completed,
  control,
  expectStruck,
  migrate,
  type Overrides,
  type StartedMigration,
  sourceVm,
} from './migration.ts';

/** The task that gives the target VM its hardware. */
const defineFails = { name: 'task-fails', match: { type: 'qmconfig' } };
const cold: Overrides = { strategy: 'cold', route: 'staged' };
const actor = { actor: 'tester' };
let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres({ spares: 5 });
});
afterAll(() => centres?.close());

const vsphere = () => centres.vsphere.info.controlUrl;

/** Snapshots that tracking takes before the baseline's: the first makes it effective, the second shows it. */
const stuns = 2;

/** Arms faults for one VM and starts its migration. `struck` holds when they happened as often as was asked for. */
async function moveUnder(name: string, faults: LabFaultRequest[], plan: Overrides = {}) {
  const { id } = await sourceVm(centres, name);
  const armed: LabFault[] = [];
  for (const fault of faults) armed.push(await armFault(vsphere(), { ...fault, match: { ...fault.match, vm: id } }));
  return { ...(await migrate(centres, name, plan)), struck: () => expectStruck(vsphere(), armed) };
}

async function fullRounds(name: string, faults: LabFaultRequest[]) {
  const run = await moveUnder(name, faults);
  const done = await completed(run);
  await run.struck();
  await expectProven(centres, name, done);
  expect(done.leftovers).toEqual([]);
  return (done.disks[0]?.rounds ?? []).map((round) => round.full);
}

describe.concurrent('what passes by itself', () => {
  test.each<[string, string, LabFaultRequest[], Overrides]>([
    ['the session ends mid-copy', 'herd-01', [{ name: 'session-expiry', skip: 3, match: { transport: 'folder' } }], {}],
    ['connections break mid-read', 'herd-02', [{ name: 'connection-reset', count: 4, skip: 2 }], {}],
    ['a proxy answers 503', 'herd-03', [{ name: 'http-503', count: 4, skip: 2 }], {}],
    ['other tasks hold the VM', 'herd-04', [{ name: 'task-in-progress', count: 3 }], {}],
    ['disks wait for consolidation', 'herd-06', [{ name: 'consolidation-needed', count: 2 }], {}],
    ['tasks vanish', 'herd-10', [{ name: 'task-vanishes', count: 2, skip: 1 }], {}],
    ['the guest cannot be quiesced', 'herd-18', [{ name: 'quiesce-fault', count: 2 }], {}],
    ['a disk goes to another unit', 'second-datacenter', [{ name: 'disk-moved', skip: stuns + 1 }], {}],
    ['an export lease times out', 'herd-13', [{ name: 'lease-timeout', match: { milliseconds: 50 } }], nfc('direct')],
    ['an export stream ends early', 'herd-14', [{ name: 'lease-truncated-stream' }], nfc('staged')],
  ])('%s', async (_, name, faults, plan) => {
    const run = await moveUnder(name, faults, plan);
    const done = await completed(run);
    await run.struck();
    await expectProven(centres, name, done);
    expect(done.leftovers).toEqual([]);
  });

  test.each<[string, string, LabFaultRequest]>([
    ['tracking starts anew between rounds', 'herd-07', { name: 'cbt-epoch-reset', skip: stuns + 1 }],
    ['a snapshot has no change id', 'herd-08', { name: 'cbt-missing-change-id', skip: stuns + 1 }],
    ['a change query ends in FileFault', 'herd-19', { name: 'cbt-file-fault', skip: 1 }],
  ])('%s: the whole disk is compared, and said so', async (_, name, fault) => {
    const full = await fullRounds(name, [fault]);
    expect(full[0]).toBe(true);
    expect(full.slice(1)).toContain(true);
    expect(full.at(-1)).toBe(false);
  });

  test('a page of changes is empty, and a change comes after it', async () => {
    const held: Overrides = { cutover: { mode: 'manual' }, delta: { intervalSeconds: 600, minimumRounds: 0 } };
    const run = await moveUnder('herd-09', [{ name: 'cbt-empty-middle-page', count: 0 }], held);
    await run.until('hold', (state) => state.status === 'holding');
    await control(vsphere(), '/vms/herd-09/disks/2000/write', 'POST', { offset: 6 * 1024 ** 2, seed: 'far off' });
    await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    const done = await completed(run);
    await run.struck();
    await expectProven(centres, 'herd-09', done);
  });

  test('the server cannot tell changes: every round compares the whole disk, and a finding says so', async () => {
    const run = await moveUnder('spare-5', [{ name: 'cbt-method-missing', count: 0 }]);
    const done = await completed(run);
    await run.struck();
    expectUntracked(done);
    await expectProven(centres, 'spare-5', done);
  });

  test('a VM that is too old for change tracking moves warm all the same', async () => {
    const done = await completed(await migrate(centres, 'old-vmx04'));
    expectUntracked(done);
    await expectProven(centres, 'old-vmx04', done);
  });

  function expectUntracked(done: Migration): void {
    expect(done).toMatchObject({ strategy: 'warm', route: 'direct', leftovers: [] });
    const rounds = done.disks[0]?.rounds ?? [];
    expect(rounds.filter((round) => round.kind === 'delta').length).toBeGreaterThanOrEqual(2);
    expect(rounds.every((round) => round.full)).toBe(true);
    const said = { code: 'vm.tracking-unsupported', severity: 'warning', remedy: expect.stringMatching(/\w/) };
    expect(done.findings).toContainEqual(expect.objectContaining(said));
  }
});

function nfc(route: 'direct' | 'staged'): Overrides {
  return { strategy: 'cold', transport: 'nfc', route };
}

describe.concurrent('what a person must mend', () => {
  test.each<[string, string, LabFaultRequest, Partial<{ stage: string; code: string }>]>([
    [
      'a snapshot cannot be made',
      'herd-05',
      { name: 'snapshot-create-fails', skip: stuns + 1 },
      { stage: 'delta', code: 'platform.conflict' },
    ],
    [
      'an answer is about another range',
      'herd-16',
      { name: 'folder-wrong-content-range', skip: 4 },
      { code: 'platform.protocol' },
    ],
    [
      'a proxy begins to ignore ranges',
      'herd-17',
      { name: 'folder-ignores-range', skip: 4 },
      { code: 'platform.unsupported' },
    ],
  ])('%s: parks, and a retry completes', async (_, name, fault, expected) => {
    const run = await moveUnder(name, [fault]);
    const { parked } = await run.until('parking', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ ...expected, remedy: expect.stringMatching(/\w/) });
    await run.struck();
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    const done = await completed(run);
    await expectProven(centres, name, done);
    expect(done.leftovers).toEqual([]);
  });

  test('a disk grew: parks, and a retry copies all of it onto a larger volume', async () => {
    const run = await moveUnder('herd-11', [{ name: 'disk-grown', skip: stuns + 1 }]);
    const { parked, disks } = await run.until('parking', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ stage: 'delta', code: 'source.disk-grown' });
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    const done = await completed(run);
    expect(done.disks[0]?.capacityBytes).toBe((disks[0]?.capacityBytes ?? 0) + 1048576);
    await expectProven(centres, 'herd-11', done);
  });

  test('somebody else takes a snapshot: parks, and goes on once it is removed', async () => {
    const run = await moveUnder('herd-12', [{ name: 'foreign-snapshot', skip: stuns }]);
    const { parked } = await run.until('parking', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ stage: 'delta', code: 'source.changed', message: expect.stringMatching('backup') });
    await control(vsphere(), '/vms/herd-12/snapshots/backup-job', 'DELETE');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expectProven(centres, 'herd-12', await completed(run));
  });

  test('the VM is renamed: its reference counts', async () => {
    const run = await migrate(centres, 'tracked-already');
    await run.until('the copy', (state) => state.stage === 'baseline');
    await control(vsphere(), '/vms/tracked-already/rename', 'POST', { name: 'renamed' });
    await expectProven(centres, 'renamed', await completed(run));
  });

  test('the VM vanishes: parks, and a cancel says what it cannot look after', async () => {
    const run = await migrate(centres, 'odd-sizes', {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 600, minimumRounds: 0 },
    });
    await run.until('hold', (state) => state.status === 'holding');
    centres.vsphere.world.machines.delete(run.vm.id);
    centres.vsphere.world.remove(run.vm.id);
    await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    const { parked } = await run.until('parking', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ code: 'platform.not-found' });
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done).toMatchObject({ status: 'cancelled', leftovers: [{ system: 'source' }] });
    expect(targetVms(centres)).not.toContain('odd-sizes');
  });
});

describe.concurrent('shutdown and power', () => {
  test('a guest that does not shut down parks; once the operator did it, a retry goes on', async () => {
    const run = await moveUnder('herd-20', [{ name: 'tools-hang' }], { shutdown: { timeoutSeconds: 5 } });
    const { parked } = await run.until('parking', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ stage: 'quiesce', code: 'source.shutdown-timeout' });
    await control(vsphere(), '/vms/herd-20/power', 'POST', { power: 'off' });
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expectProven(centres, 'herd-20', await completed(run));
  });

  test('the plan may allow to switch it off', async () => {
    const shutdown = { timeoutSeconds: 5, onTimeout: 'power-off' as const };
    const run = await moveUnder('herd-21', [{ name: 'tools-hang' }], { shutdown });
    await expectProven(centres, 'herd-21', await completed(run));
    await run.struck();
  });

  test('somebody powers the VM on again at once: it is not taken for off', async () => {
    const shutdown = { timeoutSeconds: 5 };
    const run = await moveUnder('herd-22', [{ name: 'vm-power-on-after-off' }], { shutdown });
    const { parked } = await run.until('parking', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ stage: 'quiesce', code: 'source.shutdown-timeout' });
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expectProven(centres, 'herd-22', await completed(run));
  });

  test.each<[string, string, boolean, Overrides, 'vsphere' | 'proxmox', LabFaultRequest]>([
    ['before the final delta', 'spare-1', false, {}, 'vsphere', { name: 'snapshot-create-fails', skip: stuns + 3 }],
    ['before the target is defined', 'spare-2', false, {}, 'proxmox', defineFails],
    ['and off again', 'spare-3', true, {}, 'proxmox', defineFails],
    ['during a staged import', 'spare-4', false, cold, 'proxmox', { name: 'import-fails' }],
  ])('powered on %s: never a silent success', async (_, name, offAgain, plan, lab, fault) => {
    const { id } = await sourceVm(centres, name);
    const vmid = 9000 + Number(name.at(-1));
    const match = { ...fault.match, ...(lab === 'vsphere' ? { vm: id } : { vmid }) };
    await armFault(centres[lab].info.controlUrl, { ...fault, match });
    const run = await migrate(centres, name, { ...plan, target: { vmid } });
    await run.until('parking', (state) => state.status === 'parked');
    await control(vsphere(), `/vms/${name}/power`, 'POST', { power: 'on' });
    await control(vsphere(), `/vms/${name}/disks/2000/write`, 'POST', { offset: 65536 * 3, seed: 'later' });
    if (offAgain) await control(vsphere(), `/vms/${name}/power`, 'POST', { power: 'off' });
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await poweredOnThenRetried(run);
  });

  async function poweredOnThenRetried(run: StartedMigration): Promise<void> {
    const isIt = (state: Migration) => state.parked?.code === 'source.powered-on' || state.endedAt !== null;
    const { parked } = await run.until('parking', isIt);
    expect(parked).toMatchObject({ code: 'source.powered-on' });
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    const done = await completed(run);
    await expectProven(centres, run.vm.name, done);
    expect(done.leftovers).toEqual([]);
  }
});

describe.concurrent('a wrong bit from the source', () => {
  const flipped = { name: 'folder-bit-flip', skip: 5 };

  test('is found and mended when the final round reads everything again', async () => {
    const run = await moveUnder('busy-writer', [flipped], { audit: { full: 'final' } });
    await expectProven(centres, 'busy-writer', await completed(run));
    await run.struck();
  });

  // Every copy of it agrees with the ledger, so nobody can tell.
  test('stays unseen without a second read', async () => {
    const run = await moveUnder('herd-15', [flipped], { audit: { sampleBytesPerRound: 0 } });
    const done = await completed(run);
    await run.struck();
    const truth = (await sourceVm(centres, 'herd-15')).roots.at(-1)?.disks[0]?.root;
    expect(truth).toMatch(/\w/);
    expect(done.disks[0]?.ledgerRoot).toBe(done.disks[0]?.targetRoot);
    expect(done.disks[0]?.ledgerRoot).not.toBe(truth);
  });
});
