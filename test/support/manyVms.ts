import type { Queries } from '../../prisma/database.ts';

/**
 * As many VMs as a large estate has, written by the database itself: `app-00000` is `vm-0` and has 1 GiB, each next one
 * 1 GiB more. Two datacenters hold every other one, every tenth has a snapshot.
 */
export async function addManyVms(queries: Queries, connectionId: string, count: number): Promise<void> {
  await queries.$executeRaw`
    insert into inventory_vm (connection_id, ref, name, path, power, firmware, guest_full_name, cpus, memory_mib,
      disk_count, capacity_bytes, snapshot_count, change_tracking, tools, template, networks, datastores, seen_at)
    select ${connectionId}, 'vm-' || i, 'app-' || lpad(i::text, 5, '0'),
      'DC' || i % 2 || '/vm/' || case when i % 3 = 0 then 'test' else 'prod' end, 'on', 'uefi', 'Debian GNU/Linux 12',
      4, 8192, 2, (i + 1) * ${2 ** 30}::bigint, case when i % 10 = 0 then 1 else 0 end, true, 'running', false,
      '["VM Network"]'::jsonb, '["ds1"]'::jsonb, now()
    from generate_series(0, ${count}::int - 1) as i`;
  await queries.$executeRaw`analyze inventory_vm`;
}
