import type { Migration } from '../../contract/migration.ts';
import { bytes, duration } from '../quantities.ts';
import { printable, table } from '../table.ts';
import { expectedDowntime } from './forecast.ts';

/** One migration for people. */
export function renderMigration(migration: Migration): string {
  const { id, status, stage, vm, targetVm, strategy, route, transport, forecast, downtime } = migration;
  const lines = [
    `${printable(vm.name)} (${vm.ref})  ${status}, ${stage}`,
    `id        ${id}`,
    `how       ${strategy ?? 'undecided'}, ${route ?? '-'}, ${transport ?? '-'}`,
    `target    ${targetVm === null ? '-' : `VM ${targetVm.vmid} on ${targetVm.node}`}`,
  ];
  if (forecast !== null) {
    lines.push(`forecast  downtime ${expectedDowntime(forecast)}; ${bytes(forecast.dirtyBytes)} changed`);
  }
  if (downtime !== null)
    lines.push(`downtime  ${downtime.ms === null ? `since ${downtime.from}` : duration(downtime.ms)}`);
  if (migration.allowed.length > 0) lines.push(`accepts   ${migration.allowed.join(', ')}`);
  lines.push('', renderStages(migration), '', renderDisks(migration));
  if (migration.parked !== null) lines.push('', renderParked(migration.parked));
  if (migration.leftovers.length > 0) lines.push('', renderLeftovers(migration.leftovers));
  return lines.join('\n');
}

export function renderParked(parked: NonNullable<Migration['parked']>): string {
  return [
    `Parked in ${parked.stage} since ${parked.since}: ${printable(parked.message)} [${parked.code}]`,
    ...parked.evidence.map((line) => `  ${printable(line)}`),
    `-> ${printable(parked.remedy)}`,
  ].join('\n');
}

function renderStages({ stages }: Migration): string {
  return table(
    ['STAGE', 'TOOK', 'ATTEMPTS'],
    stages.map(({ name, ms, attempts }) => [name, ms === null ? 'running' : duration(ms), String(attempts)]),
  );
}

function renderDisks({ disks }: Migration): string {
  return table(
    ['DISK', 'CAPACITY', 'ROUNDS', 'READ', 'WRITTEN', 'VOLUME', 'ROOT'],
    disks.map((disk) => [
      disk.label,
      bytes(disk.capacityBytes),
      String(disk.rounds.length + (disk.earlier?.rounds ?? 0)),
      bytes(sum(disk.rounds.map(({ readBytes }) => readBytes)) + (disk.earlier?.readBytes ?? 0)),
      bytes(sum(disk.rounds.map(({ writtenBytes }) => writtenBytes)) + (disk.earlier?.writtenBytes ?? 0)),
      disk.volume ?? '-',
      rootState(disk),
    ]),
  );
}

function rootState({ ledgerRoot, targetRoot }: Migration['disks'][number]): string {
  if (targetRoot === null) return ledgerRoot === null ? '-' : 'not read back yet';
  return ledgerRoot === targetRoot ? `equal ${targetRoot.slice(0, 12)}` : 'DIFFERENT';
}

function renderLeftovers(leftovers: Migration['leftovers']): string {
  return [
    'Left behind:',
    ...leftovers.map(({ system, kind, ref, reason, remove }) =>
      printable(`  ${system} ${kind} ${ref}: ${reason} Remove it: ${remove}`),
    ),
  ].join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
