import { glob, open } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StageName } from '../../contract/migration.ts';
import {
  cancelUpdate,
  cutoverUpdate,
  limitUpdate,
  pauseUpdate,
  resumeUpdate,
  retryUpdate,
} from '../../workflows/messages.ts';
import { type DataCentres, largeBytes, openDataCentres } from './dataCentres.ts';
import { eventually } from './eventually.ts';
import { bytesOfRound, bytesRead, expectProven, expectUntouched } from './expectations.ts';
import { armFault, completed, control, disarm, migrate, type StartedMigration } from './migration.ts';

const actor = { actor: 'tester' };
const mib = 1048576;
/** Slow enough to be met in the middle of a copy of 8 MiB and more. */
const slowly = { bandwidthBytesPerSecond: 256 * 1024 };
let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres({ large: ['large-1'] });
});
afterAll(() => centres?.close());

async function inTheMiddle(run: StartedMigration): Promise<void> {
  await run.until('the copy', (state) => state.stage === 'baseline');
  await eventually(
    'a MiB read',
    () => bytesRead(centres, run.vm.id, 'poweredOn'),
    (bytes) => bytes > mib,
  );
}

describe.concurrent('commands', () => {
  test('pause mid-copy stops reading; resume goes on from the journal', async () => {
    const run = await migrate(centres, 'large-1', { bandwidthBytesPerSecond: 20 * mib });
    await eventually(
      'most of it read',
      () => bytesOfRound(centres, run, 0),
      (bytes) => bytes > largeBytes / 2,
    );
    await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
    await run.until('rest', (state) => state.status === 'paused');
    const paused = await settledReads(run);
    expect(paused).toBeLessThan(largeBytes);
    expect((await run.state()).disks[0]?.rounds).toEqual([]);
    await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
    await run.handle.executeUpdate(limitUpdate, { args: [{ ...actor, bytesPerSecond: null }] });
    const done = await completed(run);
    await expectProven(centres, 'large-1', done);
    // What was read before the pause is not read again, but for what was under way: by the lab's log, not ours.
    expect(await bytesOfRound(centres, run, 0)).toBeLessThanOrEqual(largeBytes + 64 * mib);
    expect(done.commands.map((command) => command.name)).toEqual(['pause', 'resume', 'limit']);
  });

  test('cancel in the baseline leaves nothing behind', async () => {
    const run = await migrate(centres, 'herd-05', slowly);
    await inTheMiddle(run);
    await cancelledIn('baseline', run, 'herd-05');
  });

  test('cancel inside a delta leaves nothing behind', async () => {
    const run = await migrate(centres, 'herd-10', {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 1, minimumRounds: 0 },
    });
    await run.until('the baseline', (state) => (state.disks[0]?.rounds.length ?? 0) > 0);
    // What is written now takes a quarter of an hour.
    await run.handle.executeUpdate(limitUpdate, { args: [{ ...actor, bytesPerSecond: 4096 }] });
    const { controlUrl } = centres.vsphere.info;
    await control(controlUrl, '/vms/herd-10/disks/2000/write', 'POST', { offset: mib, length: 4 * mib, seed: 'delta' });
    await eventually(
      'a read of the running delta',
      async () => {
        const { stage, disks } = await run.state();
        return { stage, read: await bytesOfRound(centres, run, disks[0]?.rounds.length ?? 0) };
      },
      ({ stage, read }) => stage === 'delta' && read > 0,
    );
    await cancelledIn('delta', run, 'herd-10');
  });

  test('cancel between deltas leaves nothing behind', async () => {
    const run = await migrate(centres, 'herd-06', {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 600, minimumRounds: 0 },
    });
    await run.until('hold', (state) => state.status === 'holding');
    await cancelledIn('hold', run, 'herd-06');
  });

  test('cancel after the cutover began powers the source on again', async () => {
    const run = await migrate(centres, 'herd-07', {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 600, minimumRounds: 0 },
    });
    await run.until('hold', (state) => state.status === 'holding');
    const fault = await armFault(centres.vsphere.info.controlUrl, {
      name: 'snapshot-create-fails',
      count: 0,
      match: { vm: run.vm.id },
    });
    await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    await run.until('the final round', (state) => state.status === 'parked' && state.stage === 'final');
    await disarm(centres.vsphere.info.controlUrl, fault);
    await cancelledIn('final', run, 'herd-07');
  });

  test('a failed import parks with cause and remedy, and goes on after a retry', async () => {
    const fault = await armFault(centres.proxmox.info.controlUrl, {
      name: 'import-fails',
      count: 20,
      match: { percent: 40, vmid: 808 },
    });
    const run = await migrate(centres, 'herd-08', { strategy: 'cold', route: 'staged', target: { vmid: 808 } });
    const parked = await run.until('the import', (state) => state.status === 'parked');
    expect(parked.parked).toMatchObject({ stage: 'import', remedy: expect.stringMatching(/\w/) });
    await disarm(centres.proxmox.info.controlUrl, fault);
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expectProven(centres, 'herd-08', await completed(run));
  });

  test('a bit that flips on the target parks the run with its offset; a retry copies it again', async () => {
    const run = await migrate(centres, 'herd-09', { delta: { intervalSeconds: 2, minimumRounds: 2 } });
    const state = await run.until('the baseline', (migration) => (migration.disks[0]?.rounds.length ?? 0) > 0);
    const offset = await flipBit(state.targetVm?.vmid ?? 0);
    const parked = await run.until('verification', (migration) => migration.status === 'parked');
    expect(parked.parked).toMatchObject({ stage: 'verify', code: 'transfer.corrupt' });
    expect(parked.parked?.evidence.join()).toContain(`offset ${offset - (offset % 65536)}`);
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expectProven(centres, 'herd-09', await completed(run));
  });
});

async function cancelledIn(stage: StageName, run: StartedMigration, name: string): Promise<void> {
  expect((await run.handle.executeUpdate(cancelUpdate, { args: [actor] })).stage).toBe(stage);
  const done = await run.handle.result();
  expect(done.status).toBe('cancelled');
  await expectUntouched(centres, name, done);
}

/** Bytes read so far, once two looks in a row agree. */
async function settledReads(run: StartedMigration): Promise<number> {
  let before = -1;
  const settled = (now: number) => {
    const same = now === before;
    before = now;
    return same;
  };
  return eventually('no more reads', () => bytesRead(centres, run.vm.id, 'poweredOn'), settled, { intervalMs: 500 });
}

/** Flips a bit at the end of the disk's first half, where the lab's writer does not write. */
async function flipBit(vmid: number): Promise<number> {
  const path = `${centres.folder}/proxmox`;
  for await (const file of glob(`${path}/**/vm-${vmid}-disk-0.*`)) {
    const handle = await open(file, 'r+');
    try {
      const { size } = await handle.stat();
      const offset = Math.floor(size / 2) - 1;
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, offset);
      byte[0] = (byte[0] ?? 0) ^ 1;
      await handle.write(byte, 0, 1, offset);
      return offset;
    } finally {
      await handle.close();
    }
  }
  throw new Error(`VM ${vmid} has no disk below ${path}.`);
}
