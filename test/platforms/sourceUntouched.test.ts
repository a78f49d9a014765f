import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { cutoverActivities, type Quiesced } from '../../activities/cutover.ts';
import { type MigrationPlan, planSchema } from '../../contract/plan.ts';
import { resetTracking } from '../../lab/vsphere/tracking/activation.ts';
import type { SourcePlatform } from '../../ports/sourcePlatform.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

const signal = AbortSignal.timeout(280_000);
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20, shutdownMilliseconds: 20 });
});

function activities(platform: SourcePlatform) {
  const nobody = () => Promise.reject(new Error('not asked for'));
  const platforms = { source: async () => platform, target: nobody, test: nobody, close: nobody };
  return cutoverActivities({ platforms });
}

function planOf(vm: string): MigrationPlan {
  const target = { connectionId: 'pve', storage: 'local' };
  return planSchema.parse({ source: { connectionId: 'vc', vm }, target });
}

/** Shuts the VM down as a run does, and gives what asks whether it was left alone since. */
async function quiesced(name: string, changeId: string | null, platform = lab.platform) {
  const machine = lab.machine(name);
  const plan = planOf(machine.id);
  const { quiesceSource, requireSourceUntouched } = activities(platform);
  const { lastStart }: Quiesced = await new MockActivityEnvironment().run(quiesceSource, { plan });
  const [disk] = machine.disks;
  if (disk === undefined) throw new Error('no disk');
  const disks = [{ key: disk.key, capacityBytes: disk.capacityBytes, changeId }];
  const look = () => new MockActivityEnvironment().run(requireSourceUntouched, { plan, disks, lastStart });
  return { machine, disk, look };
}

/** Its change tracking is on, and the change id of its state. */
async function trackedId(name: string): Promise<string> {
  const { id } = lab.machine(name);
  await lab.platform.enableChangeTracking(id, { name: 'tracking', description: 'test' }, signal);
  const request = { name: 'final', description: 'test', quiesce: false };
  const changeId = (await lab.platform.createSnapshot(id, request, signal)).disks[0]?.changeId;
  if (changeId == null) throw new Error('no change id');
  return changeId;
}

describe('a source without change tracking', () => {
  test('passes while it stays off', async () => {
    const { look } = await quiesced('herd-01', null);
    await look();
  });

  test('that ran and is off again is told, with nothing but its events', async () => {
    const { machine, look } = await quiesced('herd-02', null);
    await machine.backing.powerOn();
    await expect(look()).rejects.toMatchObject({ type: 'source.powered-on' });
    await machine.backing.powerOff();
    await expect(look()).rejects.toMatchObject({ type: 'source.powered-on' });
    const again = await quiesced('herd-02', null);
    await again.look();
  });

  test('does not pass where the server cannot tell of starts either', async () => {
    const mute: SourcePlatform = Object.assign(Object.create(lab.platform), { lastStart: async () => null });
    const { look } = await quiesced('herd-03', null, mute);
    await expect(look()).rejects.toMatchObject({ type: 'source.written' });
  });
});

describe('a source with change tracking', () => {
  test('passes while it stays off, and not once it was written to', async () => {
    await quiesced('herd-04', null);
    const { disk, machine, look } = await quiesced('herd-04', await trackedId('herd-04'));
    await look();
    await machine.backing.write(disk.key, 65_536, Buffer.alloc(512, 7));
    await expect(look()).rejects.toMatchObject({ type: 'source.written' });
  });

  test('does not pass once its tracking began anew', async () => {
    await quiesced('herd-05', null);
    const { machine, look } = await quiesced('herd-05', await trackedId('herd-05'));
    resetTracking(machine);
    await expect(look()).rejects.toMatchObject({ type: 'source.written' });
  });
});
