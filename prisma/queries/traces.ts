import type { MigrationTraces } from '../../ports/runProjection.ts';
import type { Queries } from '../database.ts';
import { endedStatuses } from '../migrationStatus.ts';

interface Row {
  id: string;
  vm: string;
  name: string;
  status: string;
  source: string;
  target: string;
  vmid: string | null;
  node: string | null;
  /** The target was started: unless it was rolled back, it may be in use, however the run ended. */
  started: boolean;
  tracking: boolean;
  /** `reconcile` ended it. */
  lost: boolean;
  /** A snapshot was not removed, or its files not merged, when the run ended. */
  unmerged: boolean;
  volumes: string[];
}

/** Where migrations may have left something: open ones and those that ended since, or one alone. */
export async function listTraces(queries: Queries, id: string | null, since: Date): Promise<MigrationTraces[]> {
  const rows = await queries.$queryRaw<Row[]>`
    select m.id, m.vm_ref as vm, m.vm_name as name, m.status, m.source_connection_id as source,
      m.target_connection_id as target, m.detail #>> '{targetVm,vmid}' as vmid, m.detail #>> '{targetVm,node}' as node,
      coalesce((m.detail ->> 'pointOfNoReturn')::boolean, false) as started,
      coalesce((m.detail ->> 'trackingEnabled')::boolean, false) as tracking,
      coalesce(jsonb_path_exists(m.detail, '$.leftovers[*] ? (@.kind == "run")'), false) as lost,
      coalesce(jsonb_path_exists(m.detail,
        '$.leftovers[*] ? (@.system == "source" && (@.kind == "snapshot" || @.kind == "consolidation"))'), false) as unmerged,
      array(select d.volume from migration_disk d where d.migration_id = m.id and d.volume is not null) as volumes
    from migration m
    where case when ${id}::text is null then m.ended_at is null or m.ended_at >= ${since} else m.id = ${id} end
    order by m.created_at desc, m.id desc`;
  return rows.map((row) => {
    const stays = row.status === 'completed' || (row.started && row.status !== 'rolled-back');
    return {
      id: row.id,
      vm: row.vm,
      vmName: row.name,
      sourceConnectionId: row.source,
      targetConnectionId: row.target,
      open: endedStatuses.every((status) => status !== row.status),
      unwound: !row.lost,
      unmerged: row.unmerged || row.lost,
      trackingEnabled: row.tracking,
      node: stays ? row.node : null,
      kept: stays ? [row.vmid, ...row.volumes].filter((ref) => ref !== null) : [],
    };
  });
}
