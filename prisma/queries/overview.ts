import type { DiskProgress, Migration } from '../../contract/migration.ts';
import type { Queries } from '../database.ts';
import { endedStatuses } from '../migrationStatus.ts';
import { inProjects, type Projects } from './inProjects.ts';
import { presentProgress } from './progress.ts';

/** Open migrations, those that wait for somebody first, and the newest progress of their disks. */
export async function listOpen(
  queries: Queries,
  { projects, limit }: { projects: Projects; limit: number },
): Promise<{ count: number; open: Migration[]; progress: DiskProgress[] }> {
  const where = { status: { notIn: endedStatuses }, ...inProjects(projects) };
  const [count, rows] = await Promise.all([
    queries.migration.count({ where }),
    queries.$queryRaw<{ detail: unknown }[]>`
      select detail || jsonb_build_object('projectId', project_id) as detail
      from migration where status <> all(${endedStatuses})
        and (${projects}::text[] is null or project_id = any(${projects}::text[]))
      order by case status when 'parked' then 0 when 'holding' then 1 else 2 end, created_at desc, id desc
      limit ${limit}::int`,
  ]);
  // The column is written by recordMigration alone, out of a Migration.
  const open = rows.map(({ detail }) => detail as Migration);
  const progress = await queries.diskProgress.findMany({ where: { migrationId: { in: open.map(({ id }) => id) } } });
  return { count, open, progress: progress.map(presentProgress) };
}

export interface Hour {
  from: Date;
  readBytes: number;
  completed: number;
}

/** What ended in each whole hour since then; hours without are left out. */
export async function listHours(
  queries: Queries,
  { projects, since }: { projects: Projects; since: Date },
): Promise<Hour[]> {
  const rows = await queries.$queryRaw<{ from: Date; bytes: string; completed: number }[]>`
    select "from", sum(bytes)::text as bytes, sum(completed)::int as completed from (
      select date_trunc('hour', ended_at, 'UTC') as "from", sum(read_bytes) as bytes, 0 as completed
      from migration_round where ended_at >= ${since} and (${projects}::text[] is null or migration_id in (
        select id from migration where project_id = any(${projects}::text[]))) group by 1
      union all
      select date_trunc('hour', ended_at, 'UTC'), 0, count(*)
      from migration where status = 'completed' and ended_at >= ${since}
        and (${projects}::text[] is null or project_id = any(${projects}::text[])) group by 1
    ) as ended group by "from" order by "from"`;
  return rows.map(({ from, bytes, completed }) => ({ from, readBytes: Number(bytes), completed }));
}

export async function countEnded(queries: Queries, projects: Projects): Promise<Record<string, number>> {
  const rows = await queries.migration.groupBy({
    by: ['status'],
    where: { status: { in: endedStatuses }, ...inProjects(projects) },
    _count: true,
  });
  return Object.fromEntries(rows.map(({ status, _count }) => [status, _count]));
}

export interface InventoryCount {
  connectionId: string;
  vms: number;
  capacityBytes: number;
  /** VMs of this connection that a migration has completed for. */
  moved: number;
}

export function countInventories(queries: Queries, projects: Projects): Promise<InventoryCount[]> {
  return queries.$queryRaw<InventoryCount[]>`
    select connection.id as "connectionId", coalesce(vms.count, 0)::int as vms,
      coalesce(vms.capacity, 0)::float8 as "capacityBytes", coalesce(moved.count, 0)::int as moved
    from connection
      left join (select connection_id, count(*), sum(capacity_bytes) as capacity from inventory_vm
        where not template group by 1) as vms on vms.connection_id = connection.id
      left join (select source_connection_id, count(distinct vm_ref) from migration
        where status = 'completed' group by 1) as moved on moved.source_connection_id = connection.id
    where connection.kind = 'vsphere'
      and (${projects}::text[] is null or connection.project_id = any(${projects}::text[]))
    order by connection.name`;
}
