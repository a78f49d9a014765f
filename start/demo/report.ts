import type { LabGuestReport, LabSourceVm } from '../../contract/lab.ts';
import type { Migration, MigrationDisk } from '../../contract/migration.ts';

/** What the demo proves, from three witnesses: the product, the source's lab and the target's lab. */
export interface DemoReport {
  migration: { id: string; workflowId: string; strategy: string | null; route: string | null };
  stages: { name: string; startedAt: string; endedAt: string | null; ms: number | null }[];
  disks: {
    id: string;
    capacityBytes: number;
    /** Of the final snapshot, computed by the source's lab. */
    sourceRoot: string | null;
    /** Of the volume, read back by another process. */
    targetRoot: string | null;
    rounds: { kind: string; changedBytes: number; readBytes: number; writtenBytes: number; ms: number }[];
  }[];
  downtimeMs: number | null;
  guest: {
    booted: boolean;
    verdict: LabGuestReport['verdict'];
    /** Whether its system files are as they were. */
    systemOk: boolean | null;
    lastSequenceWritten: number | null;
    lastSequenceFound: number | null;
  };
  /** What should not be there any more. */
  residue: string[];
}

export interface Witnesses {
  migration: Migration;
  source: LabSourceVm;
  guest: LabGuestReport | undefined;
  residue: string[];
}

export function makeReport({ migration, source, guest, residue }: Witnesses): DemoReport {
  return {
    migration: {
      id: migration.id,
      workflowId: migration.workflowId,
      strategy: migration.strategy,
      route: migration.route,
    },
    stages: migration.stages.map(({ name, startedAt, endedAt, ms }) => ({ name, startedAt, endedAt, ms })),
    disks: migration.disks.map((disk) => ({
      id: disk.id,
      capacityBytes: disk.capacityBytes,
      sourceRoot: sourceRootOf(disk, source),
      targetRoot: disk.targetRoot,
      rounds: disk.rounds.map(({ kind, changedBytes, readBytes, writtenBytes, ms }) => ({
        ...{ kind, changedBytes, readBytes, writtenBytes, ms },
      })),
    })),
    downtimeMs: migration.downtime?.ms ?? null,
    guest: {
      booted: guest?.booted ?? false,
      ...verdictOf(guest),
      lastSequenceWritten: source.lastSequenceWritten,
      // Once booted it writes on: what came over is what its first boot found.
      lastSequenceFound: guest?.boots[0]?.lastSequenceFound ?? null,
    },
    residue,
  };
}

/** Of all its boots at the target the worst: a start of the lab between them boots it again. */
function verdictOf(guest: LabGuestReport | undefined): Pick<DemoReport['guest'], 'verdict' | 'systemOk'> {
  const boots = guest?.boots ?? [];
  const worst = boots.find(({ verdict }) => verdict !== 'intact') ?? boots[0];
  return { verdict: worst?.verdict ?? null, systemOk: worst ? boots.every(({ systemOk }) => systemOk) : null };
}

/** Every way in which the migration fell short, in a sentence each; none: all of it held. */
export function shortcomings(migration: Migration, report: DemoReport, wanted = { cold: false }): string[] {
  const { guest, disks } = report;
  const faults: string[] = [];
  if (wanted.cold && migration.strategy !== 'cold') {
    faults.push('The VM was moved warm, as an earlier start had begun it: start again for a cold one.');
  }
  if (migration.status !== 'completed') faults.push(`The migration is ${migration.status}, not completed.`);
  if (disks.length === 0) faults.push('No disk was moved.');
  for (const { id, sourceRoot, targetRoot } of disks) {
    if (sourceRoot === null) faults.push(`Disk ${id}: the source's lab knows no root of its final snapshot.`);
    else if (targetRoot !== sourceRoot) faults.push(`Disk ${id}: the target's root differs from the source's.`);
  }
  if (
    report.migration.strategy === 'warm' &&
    !disks.some(({ rounds }) => rounds.some(({ kind }) => kind === 'delta'))
  ) {
    faults.push('No delta round ran while the guest was up.');
  }
  if (report.downtimeMs === null) faults.push('The downtime was not measured.');
  if (!guest.booted) faults.push('The guest did not boot at the target.');
  if (guest.verdict !== 'intact') faults.push(`The guest says "${guest.verdict ?? 'nothing'}" about its own records.`);
  if (guest.systemOk !== true) faults.push("The guest's system files are not what they were.");
  if (guest.lastSequenceWritten === null || guest.lastSequenceFound !== guest.lastSequenceWritten) {
    faults.push(
      `The last record written was ${guest.lastSequenceWritten}, the last found is ${guest.lastSequenceFound}.`,
    );
  }
  return [...faults, ...report.residue.map((left) => `Left behind: ${left}`)];
}

function sourceRootOf(disk: MigrationDisk, source: LabSourceVm): string | null {
  const final = source.roots.at(-1)?.disks.find(({ uuid }) => sameUuid(uuid, disk.id));
  return final?.root ?? null;
}

/** vSphere writes a backing's UUID with a dash in the middle; only its digits tell. */
function sameUuid(left: string, right: string): boolean {
  const digits = (text: string) => text.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
  return digits(left) === digits(right);
}
