import type { DisksRead } from '../../ports/limits.ts';
import type { Queries } from '../database.ts';

/**
 * Tells how many disks a mover reads, and from where, and answers what the others do that told it in the last three
 * seconds: they ask twice a second, and who has stopped gives up its part.
 */
export async function tellReads(queries: Queries, mover: string, disks: DisksRead[]): Promise<DisksRead[]> {
  const connections = disks.map(({ connectionId }) => connectionId);
  const hosts = disks.map(({ host }) => host);
  const datastores = disks.map(({ datastore }) => datastore);
  const counts = disks.map((place) => place.disks);
  return queries.$queryRaw<DisksRead[]>`
    with own as (
      select * from unnest(${connections}::text[], ${hosts}::text[], ${datastores}::text[], ${counts}::int[])
        as own (connection_id, host, datastore, disks)
    ), told as (
      insert into mover_reads (mover, connection_id, host, datastore, disks, at)
      select ${mover}, connection_id, host, datastore, disks, now() from own
      on conflict (mover, connection_id, host, datastore) do update set disks = excluded.disks, at = excluded.at
    ), forgotten as (
      delete from mover_reads where (mover, connection_id, host, datastore) in (
        select mover, connection_id, host, datastore from mover_reads
        where case
          when mover = ${mover} then (connection_id, host, datastore) not in (select connection_id, host, datastore from own)
          else at < now() - interval '1 minute'
        end
        for update skip locked
      )
    )
    select connection_id as "connectionId", host, datastore, sum(disks)::int as disks from mover_reads
    where mover <> ${mover} and at > now() - interval '3 seconds' group by connection_id, host, datastore`;
}
