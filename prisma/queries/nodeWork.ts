import type { NodeMovers } from '../../contract/mover.ts';
import type { Queries } from '../database.ts';
import { endedStatuses } from '../migrationStatus.ts';

type NodeWork = NodeMovers['work'][number] & { node: string };

/** Milliseconds after which progress that was told says nothing of the rate any more. */
const rateHolds = 15_000;

/** Open migrations whose target VM has its node, oldest first, with the bytes of the running round. */
export async function listNodeWork(queries: Queries, targetConnectionId: string): Promise<NodeWork[]> {
  const rows = await queries.$queryRaw<Row[]>`
    select migration.id, migration.vm_ref as ref, migration.vm_name as name, migration.status, migration.stage,
      migration.detail #>> '{targetVm,node}' as node, sum(done_bytes)::float8 as done, sum(total_bytes)::float8 as total,
      sum(bytes_per_second) filter (where at > now() - ${rateHolds}::int * interval '1 millisecond')::float8 as rate
    from migration left join disk_progress on disk_progress.migration_id = migration.id
    where target_connection_id = ${targetConnectionId} and status <> all(${endedStatuses})
      and migration.detail #>> '{targetVm,node}' is not null
    group by migration.id order by migration.created_at, migration.id`;
  return rows.map(({ id, ref, name, status, stage, node, done, total, rate }) => ({
    ...{ id, vm: { ref, name }, status, stage, node },
    ...{ doneBytes: done, totalBytes: total, bytesPerSecond: rate ?? 0 },
  }));
}

interface Row {
  id: string;
  ref: string;
  name: string;
  status: NodeWork['status'];
  stage: NodeWork['stage'];
  node: string;
  done: number | null;
  total: number | null;
  rate: number | null;
}
