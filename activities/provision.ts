import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import { placeDisks, targetName } from '../domain/mapping.ts';
import type { TargetVm, TargetVolume } from '../ports/targetPlatform.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

export interface ProvisionInput {
  migrationId: string;
  plan: MigrationPlan;
  node: string;
  /** Direct route: volumes are allocated now. Staged: they come with the import. */
  allocate: boolean;
}

export interface Provisioned {
  targetVm: TargetVm;
  volumes: { diskId: string; volume: TargetVolume }[];
}

export interface GrowInput {
  plan: MigrationPlan;
  targetVm: TargetVm;
  volume: TargetVolume;
  /** What it has to hold, bytes. */
  capacityBytes: number;
}

export function provisionActivities({ platforms }: ControlDependencies) {
  return {
    /** Makes the empty target VM that holds the id, and its volumes. Sent again it finds what it made. */
    provision: (input: ProvisionInput): Promise<Provisioned> =>
      alive(async ({ signal, tell }) => {
        const { plan, migrationId, node } = input;
        const source = await platforms.source(plan.source.connectionId);
        const target = await platforms.target(plan.target.connectionId);
        const vm = await source.describe(plan.source.vm, signal);
        const facts = await target.facts(signal);
        const targetVm = await target.createShell(
          {
            migrationId,
            node,
            vmid: plan.target.vmid,
            name: targetName(plan, vm),
            pool: plan.target.pool,
            note: `from ${vm.path}/${vm.name}`,
          },
          signal,
        );
        const volumes: Provisioned['volumes'] = [];
        for (const place of input.allocate ? placeDisks(plan, vm, facts, node) : []) {
          tell(`allocating volume ${place.index} on ${place.storage}`);
          const disk = vm.disks.find((candidate) => candidate.id === place.diskId);
          if (disk === undefined)
            throw new DroverError('source.changed', `${vm.name} no longer has disk ${place.diskId}.`);
          const volume = await target.allocateVolume(
            targetVm,
            {
              migrationId,
              index: place.index,
              storage: place.storage,
              format: place.format,
              capacityBytes: disk.capacityBytes,
            },
            signal,
          );
          volumes.push({ diskId: place.diskId, volume });
        }
        return { targetVm, volumes };
      }),

    /** Enlarges a volume for a disk that has grown. Sent again it finds it large enough. */
    growVolume: ({ plan, targetVm, volume, capacityBytes }: GrowInput): Promise<TargetVolume> =>
      alive(async ({ signal }) => {
        const target = await platforms.target(plan.target.connectionId);
        return target.growVolume(targetVm, { volume: volume.volume, capacityBytes }, signal);
      }),
  };
}
