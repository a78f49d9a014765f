import type { Migration } from '../contract/migration.ts';
import { channels } from './channels.ts';
import type { Queries } from './database.ts';

/**
 * Keeps what a workflow tells about its migration, when it is newer than what is known, and notifies listeners.
 * One statement: columns, disks and rounds never disagree.
 */
export async function recordMigration(queries: Queries, migration: Migration): Promise<void> {
  const { plan } = migration;
  const { disks, rounds } = diskRows(migration);
  await queries.$executeRaw`
    with kept as (
      insert into migration as known (id, project_id, workflow_id, status, stage, revision, strategy, route, source_connection_id,
        target_connection_id, vm_ref, vm_name, plan_id, plan, detail, requested_by, created_at, updated_at, ended_at)
      values (${migration.id}, coalesce((select project_id from connection where id = ${plan.source.connectionId}), 'default'),
        ${migration.workflowId}, ${migration.status}, ${migration.stage}, ${migration.revision},
        ${migration.strategy}, ${migration.route}, ${plan.source.connectionId}, ${plan.target.connectionId},
        ${migration.vm.ref}, ${migration.vm.name}, ${plan.planId ?? null}, ${JSON.stringify(plan)}::jsonb,
        ${JSON.stringify(migration)}::jsonb,
        ${migration.requestedBy}, ${migration.createdAt}::timestamptz, ${migration.updatedAt}::timestamptz,
        ${migration.endedAt}::timestamptz)
      on conflict (id) do update set status = excluded.status, stage = excluded.stage, revision = excluded.revision,
        strategy = excluded.strategy, route = excluded.route, vm_name = excluded.vm_name, plan = excluded.plan,
        detail = excluded.detail, updated_at = excluded.updated_at, ended_at = excluded.ended_at
      where known.revision < excluded.revision
      returning id
    ), disks as (
      insert into migration_disk (migration_id, disk_id, position, label, capacity_bytes, volume, ledger_root, target_root)
      select kept.id, disk.id, disk.position, disk.label, disk.capacity, disk.volume, disk.ledger, disk.target
      from kept, jsonb_to_recordset(${JSON.stringify(disks)}::jsonb)
        as disk(id text, position int, label text, capacity bigint, volume text, ledger text, target text)
      on conflict (migration_id, disk_id) do update set position = excluded.position, label = excluded.label,
        capacity_bytes = excluded.capacity_bytes, volume = excluded.volume, ledger_root = excluded.ledger_root,
        target_root = excluded.target_root
    ), rounds as (
      insert into migration_round as earlier (migration_id, disk_id, round, kind, changed_bytes, read_bytes,
        written_bytes, ms, ended_at, "full")
      select kept.id, round.disk, round.round, round.kind, round.changed, round.read, round.written, round.ms,
        round.ended, round.whole
      from kept, jsonb_to_recordset(${JSON.stringify(rounds)}::jsonb)
        as round(disk text, round int, kind text, changed bigint, read bigint, written bigint, ms bigint,
          ended timestamptz, whole boolean)
      on conflict (migration_id, disk_id, round, kind) do update set changed_bytes = excluded.changed_bytes,
        read_bytes = excluded.read_bytes, written_bytes = excluded.written_bytes, ms = excluded.ms,
        ended_at = excluded.ended_at, "full" = excluded."full"
      -- Each record tells all rounds again; those that are the same are not written.
      where (earlier.changed_bytes, earlier.read_bytes, earlier.written_bytes, earlier.ms, earlier.ended_at,
        earlier."full") is distinct from (excluded.changed_bytes, excluded.read_bytes, excluded.written_bytes,
        excluded.ms, excluded.ended_at, excluded."full")
    )
    select pg_notify(${channels.migration}, id) from kept`;
}

function diskRows(migration: Migration) {
  const disks = migration.disks.map((disk, position) => ({
    id: disk.id,
    position,
    label: disk.label,
    capacity: disk.capacityBytes,
    volume: disk.volume,
    ledger: disk.ledgerRoot,
    target: disk.targetRoot,
  }));
  const rounds = migration.disks.flatMap((disk) =>
    disk.rounds.map((round) => ({
      disk: disk.id,
      round: round.round,
      kind: round.kind,
      changed: Math.round(round.changedBytes),
      read: Math.round(round.readBytes),
      written: Math.round(round.writtenBytes),
      ms: Math.round(round.ms),
      ended: round.endedAt,
      whole: round.full,
    })),
  );
  return { disks, rounds };
}
