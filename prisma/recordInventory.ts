import type { VmSummary } from '../contract/vm.ts';
import { channels } from './channels.ts';
import type { Queries } from './database.ts';

/** Writes a page of the inventory over what is known of its VMs. */
export async function recordInventory(
  queries: Queries,
  connectionId: string,
  seen: { at: string; page: VmSummary[] },
): Promise<void> {
  await queries.$executeRaw`
    insert into inventory_vm (connection_id, ref, name, path, power, firmware, guest_full_name, cpus, memory_mib,
      disk_count, capacity_bytes, snapshot_count, change_tracking, tools, template, networks, datastores,
      seen_at)
    select ${connectionId}, vm."ref", vm."name", vm."path", vm."power", vm."firmware", vm."guestFullName", vm."cpus",
      vm."memoryMiB", vm."diskCount", vm."capacityBytes", vm."snapshotCount", vm."changeTracking",
      coalesce(vm."tools", 'unknown'), vm."template", vm."networks", vm."datastores", ${seen.at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(seen.page)}::jsonb)
      as vm("ref" text, "name" text, "path" text, "power" text, "firmware" text, "guestFullName" text, "cpus" int,
        "memoryMiB" int, "diskCount" int, "capacityBytes" bigint, "snapshotCount" int, "changeTracking" boolean,
        "tools" text, "template" boolean, "networks" jsonb, "datastores" jsonb)
    on conflict (connection_id, ref) do update set name = excluded.name, path = excluded.path,
      power = excluded.power, firmware = excluded.firmware, guest_full_name = excluded.guest_full_name,
      cpus = excluded.cpus, memory_mib = excluded.memory_mib, disk_count = excluded.disk_count,
      capacity_bytes = excluded.capacity_bytes, snapshot_count = excluded.snapshot_count,
      change_tracking = excluded.change_tracking, tools = excluded.tools, template = excluded.template,
      networks = excluded.networks, datastores = excluded.datastores, seen_at = excluded.seen_at`;
}

/** Ends a pass: VMs not seen since it began are gone. Returns how many there are. */
export async function finishInventory(queries: Queries, connectionId: string, seenAt: string): Promise<number> {
  await queries.$executeRaw`
    delete from inventory_vm where connection_id = ${connectionId} and seen_at < ${seenAt}::timestamptz`;
  await queries.$executeRaw`select pg_notify(${channels.inventory}, ${connectionId})`;
  return queries.inventoryVm.count({ where: { connectionId } });
}
