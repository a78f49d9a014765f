import type { DisksByConnection } from '../../ports/limits.ts';
import type { Queries } from '../database.ts';

/**
 * Tells how many disks a mover reads, by connection, and answers what the others do that told it in the last three
 * seconds: they ask twice a second, and who has stopped gives up its part.
 */
export async function tellReads(queries: Queries, mover: string, disks: DisksByConnection): Promise<DisksByConnection> {
  const [ids, counts] = [[...disks.keys()], [...disks.values()]];
  const others = await queries.$queryRaw<{ connectionId: string; disks: number }[]>`
    with told as (
      insert into mover_reads (mover, connection_id, disks, at)
      select ${mover}, connection_id, disks, now() from unnest(${ids}::text[], ${counts}::int[]) as own (connection_id, disks)
      on conflict (mover, connection_id) do update set disks = excluded.disks, at = excluded.at
    ), forgotten as (
      delete from mover_reads where (mover, connection_id) in (
        select mover, connection_id from mover_reads
        where case when mover = ${mover} then connection_id <> all (${ids}::text[]) else at < now() - interval '1 minute' end
        for update skip locked
      )
    )
    select connection_id as "connectionId", sum(disks)::int as disks from mover_reads
    where mover <> ${mover} and at > now() - interval '3 seconds' group by connection_id`;
  return new Map(others.map(({ connectionId, disks: count }) => [connectionId, count]));
}
