import type { BlockMap } from '../contract/blockMap.ts';
import type { DiskProgress } from '../contract/migration.ts';
import type { ProgressSink } from '../ports/runProjection.ts';
import { channels } from './channels.ts';
import type { Database } from './database.ts';

/** Keeps the newest progress and block map of each disk and tells listeners. What is of an unknown migration is dropped. */
export function createProgressSink({ prisma }: Database): ProgressSink {
  return {
    async report(progress, blocks) {
      // First, so that whoever is told of the progress finds the map that belongs to it.
      if (blocks !== undefined) await keepBlocks(prisma, progress, blocks);
      await prisma.$executeRaw`
        with kept as (
          insert into disk_progress as known (migration_id, disk_id, round, kind, done_bytes, total_bytes,
            bytes_per_second, at)
          select id, ${progress.diskId}, ${progress.round}::int, ${progress.kind},
            ${Math.round(progress.doneBytes)}::bigint, ${Math.round(progress.totalBytes)}::bigint,
            ${Math.round(progress.bytesPerSecond)}::bigint, ${progress.at}::timestamptz
          from migration where id = ${progress.migrationId}
          on conflict (migration_id, disk_id) do update set round = excluded.round, kind = excluded.kind,
            done_bytes = excluded.done_bytes, total_bytes = excluded.total_bytes,
            bytes_per_second = excluded.bytes_per_second, at = excluded.at
          where known.at <= excluded.at
          returning migration_id
        )
        select pg_notify(${channels.progress}, migration_id) from kept`;
    },
  };
}

async function keepBlocks(prisma: Database['prisma'], at: DiskProgress, blocks: BlockMap): Promise<void> {
  await prisma.$executeRaw`
    insert into disk_blocks as known (migration_id, disk_id, round, kind, capacity_bytes, cell_bytes, cells, at)
    select id, ${at.diskId}, ${at.round}::int, ${at.kind}, ${blocks.capacityBytes}::bigint,
      ${blocks.cellBytes}::bigint, ${blocks.cells}, ${at.at}::timestamptz
    from migration where id = ${at.migrationId}
    on conflict (migration_id, disk_id) do update set round = excluded.round, kind = excluded.kind,
      capacity_bytes = excluded.capacity_bytes, cell_bytes = excluded.cell_bytes, cells = excluded.cells,
      at = excluded.at
    where known.at <= excluded.at`;
}
