import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { describeVm } from '../../../workflows/inspection.ts';
import { controlQueue, workflowTypes } from '../../../workflows/names.ts';
import type { DataCentres } from '../dataCentres.ts';
import { expectProven } from '../expectations.ts';
import { completed, migrate, sourceVm } from '../migration.ts';

export function movesCold(centres: () => DataCentres): void {
  describe.concurrent('cold', () => {
    test.each([
      ['staged, read over https, through the local store', 'herd-03', { route: 'staged', transport: 'https' }],
      ['staged, read from an export lease', 'herd-04', { route: 'staged', transport: 'nfc' }],
      ['staged with zstd clusters', 'herd-05', { route: 'staged', compression: 'zstd' }],
      ['direct, read over https', 'herd-06', { route: 'direct', transport: 'https' }],
      ['direct, read from an export lease', 'herd-07', { route: 'direct', transport: 'nfc' }],
      ['direct into qcow2', 'herd-08', { route: 'direct', target: { storage: 'local' } }],
    ] as const)('%s', async (_, name, plan) => {
      const qcow2 = _ === 'direct into qcow2';
      const disks = qcow2 ? await disksAsQcow2(centres(), name) : [];
      const run = await migrate(centres(), name, { strategy: 'cold', ...plan, disks });
      const done = await completed(run);
      expect(done).toMatchObject({ strategy: 'cold', route: plan.route, leftovers: [] });
      await expectProven(centres(), name, done);
    });
  });
}

async function disksAsQcow2(centres: DataCentres, name: string) {
  const { id } = await sourceVm(centres, name);
  const spec = await centres.client.workflow.execute<typeof describeVm>(workflowTypes.describeVm, {
    taskQueue: controlQueue,
    workflowId: `describe/${randomUUID()}`,
    args: [{ connectionId: centres.sourceId, vm: id }],
  });
  return spec.disks.map((disk) => ({ diskId: disk.id, storage: 'local', format: 'qcow2' as const }));
}
