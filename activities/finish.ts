import type { CertificateBody } from '../contract/certificate.ts';
import type { Leftover, Migration } from '../contract/migration.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { removeArtifacts } from './storedArtifacts.ts';

export interface CertificateInput {
  migration: Migration;
  uuid: string;
}

export function finishActivities({ platforms, artifacts, signer }: ControlDependencies) {
  return {
    /** Signs what was done and keeps it beside the artifacts. Returns its key. */
    issueCertificate: (input: CertificateInput): Promise<string> =>
      alive(async () => {
        const certificate = signer.sign(bodyOf(input, signer.instance, new Date().toISOString()));
        const key = certificateKey(input.migration.id);
        await artifacts.put(key, Buffer.from(JSON.stringify(certificate)), 'application/json');
        return key;
      }),

    /** Deletes the certificate of a run that was undone after all. */
    revokeCertificate: (input: { migrationId: string }): Promise<void> =>
      alive(() => artifacts.delete(certificateKey(input.migrationId))),

    /** Deletes exported images, and what was sent of unfinished ones. What could not be deleted is listed. */
    dropArtifacts: (input: { migrationId: string }): Promise<Leftover[]> =>
      alive(async () => (await removeArtifacts(artifacts, `migrations/${input.migrationId}/`)).failed),

    /** Snapshots of the migration that still exist on the source. */
    sourceLeftovers: (input: { migration: Migration }): Promise<Leftover[]> =>
      alive(async ({ signal }) => {
        const { plan, id } = input.migration;
        const source = await platforms.source(plan.source.connectionId);
        const snapshots = await source.listSnapshots(plan.source.vm, signal);
        return snapshots
          .filter((snapshot) => migrationOfSnapshot(snapshot.name) === id)
          .map((snapshot) => ({
            system: 'source' as const,
            kind: 'snapshot',
            ref: snapshot.ref,
            reason: `Made ${snapshot.createdAt}, not removed.`,
            remove: `Delete the snapshot "${snapshot.name}" of ${input.migration.vm.name} in vCenter.`,
          }));
      }),

    /** What carries the migration's tag on the target, besides the VM that was asked for. */
    targetLeftovers: (input: { migration: Migration }): Promise<Leftover[]> =>
      alive(async ({ signal }) => {
        const { plan, id, targetVm } = input.migration;
        const target = await platforms.target(plan.target.connectionId);
        const found = await target.findByMigration(id, signal);
        const kept = new Set([String(targetVm?.vmid), ...input.migration.disks.map((disk) => disk.volume ?? '')]);
        return found.filter((leftover) => !kept.has(leftover.ref));
      }),
  };
}

function certificateKey(migrationId: string): string {
  return `certificates/${migrationId}.json`;
}

function bodyOf({ migration, uuid }: CertificateInput, instance: string, issuedAt: string): CertificateBody {
  const { downtime, targetVm } = migration;
  return {
    version: 1,
    migrationId: migration.id,
    workflowId: migration.workflowId,
    instance,
    issuedAt,
    vm: { ...migration.vm, uuid },
    targetVm: targetVm ?? { node: '', vmid: 0 },
    plan: migration.plan,
    route: migration.route ?? '',
    transport: migration.transport ?? '',
    disks: migration.disks.map((disk) => ({
      id: disk.id,
      label: disk.label,
      capacityBytes: disk.capacityBytes,
      volume: disk.volume ?? '',
      ledgerRoot: disk.ledgerRoot ?? '',
      targetRoot: disk.targetRoot,
      rounds: disk.rounds,
      ...(disk.earlier ? { earlier: disk.earlier } : {}),
    })),
    stages: migration.stages,
    commands: migration.commands,
    downtime:
      downtime?.to != null && downtime.ms !== null ? { from: downtime.from, to: downtime.to, ms: downtime.ms } : null,
    requestedBy: migration.requestedBy,
  };
}
