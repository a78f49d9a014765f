import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan, Transport } from '../contract/plan.ts';
import type { VmSpec } from '../contract/vm.ts';
import { placeDisks } from '../domain/mapping.ts';
import type { ArtifactStore } from '../ports/artifactStore.ts';
import type { TargetVm, TargetVolume } from '../ports/targetPlatform.ts';
import type { ExportOutcome } from '../ports/transfer.ts';
import { attemptEpoch, hooksOf } from './copy.ts';
import type { ControlDependencies, MoverDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

export interface ExportInput {
  migrationId: string;
  plan: MigrationPlan;
  transport: Transport;
  diskId: string;
  capacityBytes: number;
  round: number;
  snapshot: string;
  /** Rises with each call of the run for this disk. */
  epoch?: number;
}

export interface ImportInput {
  migrationId: string;
  plan: MigrationPlan;
  targetVm: TargetVm;
  diskId: string;
  round: number;
  image: { artifact: string; sha256: string; bytes: number };
  /** Volume of an earlier import of this disk, which nobody wants any more. */
  replaces?: string | undefined;
  /** Every disk as preflight saw them. Absent in calls of earlier releases. */
  disks?: { id: string; label: string }[];
}

const linkValidSeconds = 24 * 3600;

export function exportActivities({ platforms, transfer, progress, artifactHashes }: MoverDependencies) {
  return {
    /** Source disk to a qcow2 image in the artifact store, in one pass. Sent again, it goes on where it stopped. */
    exportDisk: (input: ExportInput): Promise<ExportOutcome> =>
      alive(async (running) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const location = await source.locate(
          { vm: input.plan.source.vm, snapshot: input.snapshot, diskId: input.diskId, transport: input.transport },
          running.signal,
        );
        const outcome = await transfer.exportImage(
          {
            migrationId: input.migrationId,
            diskId: input.diskId,
            capacityBytes: input.capacityBytes,
            round: input.round,
            roundKey: input.snapshot,
            epoch: attemptEpoch(input.epoch),
            connectionId: input.plan.source.connectionId,
            source: location,
            artifact: artifactKey(input),
            compression: input.plan.compression,
            bytesPerSecond: input.plan.bandwidthBytesPerSecond,
          },
          hooksOf(running, progress, { ...input, kind: 'export' }),
        );
        await artifactHashes.record(outcome.artifact, outcome.artifactSha256);
        return outcome;
      }),
  };
}

type ImportDependencies = Pick<ControlDependencies, 'platforms' | 'artifacts' | 'progress'>;

export function importActivities({ platforms, artifacts, progress }: ImportDependencies) {
  return {
    /** Has the target fetch the image (checked by SHA-256) and import it as a volume of the VM. */
    importDisk: (input: ImportInput): Promise<TargetVolume> =>
      alive(async (running) => {
        const { plan, targetVm } = input;
        const [source, target] = await Promise.all([
          platforms.source(plan.source.connectionId),
          platforms.target(plan.target.connectionId),
        ]);
        const vm = await source.describe(plan.source.vm, running.signal);
        refuseChanged(vm, input);
        const facts = await target.facts(running.signal);
        const place = placeDisks(plan, vm, facts, targetVm.node).find((candidate) => candidate.diskId === input.diskId);
        if (place === undefined) {
          throw new DroverError('source.changed', `${vm.name} no longer has disk ${input.diskId}.`);
        }
        const hooks = hooksOf(running, progress, { ...input, kind: 'import' });
        const started = Date.now();
        const report = (from: number) => (fraction: number) => {
          const doneBytes = Math.round((from + fraction / 2) * input.image.bytes);
          const seconds = Math.max(0.001, (Date.now() - started) / 1000);
          hooks.progress({ doneBytes, totalBytes: input.image.bytes, bytesPerSecond: Math.round(doneBytes / seconds) });
        };
        const { index } = place;
        const image = await target.fetchImage(
          {
            migrationId: input.migrationId,
            node: targetVm.node,
            storage: plan.target.stagingStorage ?? plan.target.storage,
            fileName: `drover-${input.migrationId}-${index}.qcow2`,
            url: await linkTo(artifacts, input.image.artifact),
            content: { bytes: input.image.bytes, open: () => artifacts.get(input.image.artifact) },
            sha256: input.image.sha256,
            verifyCertificate: true,
          },
          running.signal,
          report(0),
        );
        const volume = await target.importImage(
          targetVm,
          {
            migrationId: input.migrationId,
            index,
            image,
            sha256: input.image.sha256,
            storage: place.storage,
            format: place.format,
            replaces: input.replaces,
          },
          running.signal,
          report(0.5),
        );
        await target.deleteImage(targetVm.node, image, running.signal);
        return volume;
      }),
  };
}

/** Null where no address is set under which others reach the store. */
async function linkTo(artifacts: ArtifactStore, key: string): Promise<string | null> {
  try {
    return await artifacts.presign(key, linkValidSeconds);
  } catch (error) {
    if (error instanceof DroverError && error.code === 'config.invalid') return null;
    throw error;
  }
}

/** Volumes are named by position: with a disk gone, or a new one, places would be those of other disks. */
function refuseChanged(vm: VmSpec, { disks = [] }: ImportInput): void {
  if (disks.length === 0) return;
  const now = new Set(vm.disks.map((disk) => disk.id));
  const known = new Set(disks.map((disk) => disk.id));
  const evidence = [
    ...disks.filter((disk) => !now.has(disk.id)).map((disk) => `${disk.label} is gone.`),
    ...vm.disks.filter((disk) => !known.has(disk.id)).map((disk) => `${disk.label} is new.`),
  ];
  if (evidence.length > 0) {
    throw new DroverError('source.changed', `The disks of ${vm.name} changed: ${evidence.join(' ')}`, { evidence });
  }
}

function artifactKey(input: ExportInput): string {
  return `migrations/${input.migrationId}/${input.diskId.replace(/[^A-Za-z0-9-]/g, '-')}.qcow2`;
}
