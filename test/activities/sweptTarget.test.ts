import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { sweepActivities } from '../../activities/sweep.ts';
import type { MigrationTraces } from '../../ports/runProjection.ts';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';
import { proxmoxLab } from '../platforms/proxmoxLab.ts';
import { begin, noAbort } from '../platforms/targetPlatformContract.ts';
import { asActivity } from '../support/activity.ts';

const running = proxmoxLab();

function sweep(platform: TargetPlatform, traces: MigrationTraces[]) {
  const projection = { knownMigrations: async () => [], traces: async () => traces };
  const platforms = { target: async () => platform };
  const activities = sweepActivities({ projection, platforms } as unknown as ControlDependencies);
  return asActivity(randomUUID(), () => activities.sweepSnapshots());
}

test('housekeeping removes what ended migrations have left on a target, and nothing else', async () => {
  const platform = running.platform();
  const made = async (traces: Partial<MigrationTraces>) => {
    const { vm, migrationId } = await begin({ platform, node: 'pve1', storages: [], bridge: 'vmbr0' });
    const common = { vm: 'vm-1', vmName: 'vm', sourceConnectionId: 's', targetConnectionId: 't' };
    return {
      ...common,
      id: migrationId,
      open: false,
      unwound: true,
      node: null,
      kept: [],
      unmerged: false,
      trackingEnabled: false,
      ...traces,
      vmid: vm.vmid,
    };
  };
  const orphan = await made({});
  const open = await made({ open: true });
  const lost = await made({ unwound: false });
  const wanted = await made({ node: 'pve1' });
  const busy = await made({});
  await platform.start({ node: 'pve1', vmid: busy.vmid }, noAbort);

  expect(await sweep(platform, [orphan, open, lost, wanted, busy])).toEqual({
    removed: [`vm ${orphan.vmid}`],
    failed: [expect.objectContaining({ ref: String(busy.vmid), reason: expect.stringContaining('runs') })],
  });
  const left = await platform.findMarked(
    [orphan, open, lost, wanted, busy].map(({ id }) => id),
    noAbort,
  );
  expect(new Set(left.map(({ migrationId }) => migrationId))).toEqual(
    new Set([open, lost, wanted, busy].map(({ id }) => id)),
  );
});
