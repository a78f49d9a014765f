import type { Migration } from '../../contract/migration.ts';
import type { ComparedHardware } from '../../contract/targetHardware.ts';
import { volumeIndex } from '../../domain/volumeIndex.ts';
import { requireConnection } from '../connections/find.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';

/** @throws ApiError request.conflict while the target VM has no hardware; request.not-found without its connection */
export async function readTargetHardware(
  { workflows, database }: ApiDependencies,
  { id, plan, targetVm, disks, stages }: Migration,
  correlationId: string,
): Promise<ComparedHardware> {
  const defined = stages.some(({ name, endedAt }) => name === 'define' && endedAt !== null);
  if (targetVm === null || !defined) {
    throw new ApiError('request.conflict', `The target VM of migration ${id} has not been given its hardware yet.`);
  }
  await requireConnection(database.prisma, plan.target.connectionId, 'proxmox');
  const volumes = disks.flatMap(({ id: diskId, volume }) =>
    volume === null ? [] : [{ diskId, volume, index: volumeIndex(volume) }],
  );
  const argument = { migrationId: id, plan, targetVm, volumes };
  return workflows.ask<ComparedHardware>({ type: 'compareHardware', argument, correlationId });
}
