import { setTimeout as wait } from 'node:timers/promises';
import { warmPlan } from './openRuns.ts';
import { type ScaleStack, say } from './scaleStack.ts';

/** Over a year: as many as an instance that has worked for so long. */
const seededDays = 365;

export interface Seeded {
  /** A migration that has really run; all others are copies of it. */
  finishedId: string;
  /** Of a source that nobody can reach: what is not really there would be dropped at the next refresh. */
  inventoryId: string;
}

/** Runs one migration to its end, and fills the database with copies of it and of a VM. */
export async function seedDatabase(
  stack: ScaleStack,
  vm: string,
  { finished, vms }: { finished: number; vms: number },
): Promise<Seeded> {
  const { database, sourceId } = stack;
  const finishedId = await runOne(stack, vm);
  say(`seeding ${finished} ended migrations and ${vms} VMs`);
  await database.query(copiesOfMigration, [finishedId, finished - 1, seededDays]);
  await database.query(copiesOfDisks, [finishedId]);
  await database.query(copiesOfRounds, [finishedId]);
  const inventoryId = 'bench-inventory';
  await database.query(copyOfConnection, [inventoryId, sourceId]);
  await database.query(copiesOfVm, [inventoryId, sourceId, vms]);
  await database.query('analyze');
  return { finishedId, inventoryId };
}

async function runOne(stack: ScaleStack, vm: string): Promise<string> {
  const plan = { ...warmPlan(stack, vm, 0), delta: { intervalSeconds: 0, minimumRounds: 2 } };
  const { id } = await stack.api.createMigration({ body: { ...plan, cutover: { mode: 'auto' } } });
  for (;;) {
    const migration = await stack.api.getMigration({ params: { id } });
    if (migration.status === 'completed') return id;
    if (migration.parked !== null) throw new Error(`The first migration parked: ${migration.parked.message}`);
    await wait(500, undefined, { signal: stack.signal });
  }
}

const time = `to_char(made.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const copiesOfMigration = `
  insert into migration (id, workflow_id, status, stage, revision, strategy, route, source_connection_id,
    target_connection_id, vm_ref, vm_name, plan, detail, requested_by, created_at, updated_at, ended_at)
  select made.id, 'migration/' || made.id, status, stage, revision, strategy, route, source_connection_id,
    target_connection_id, vm_ref, made.name, plan,
    detail || jsonb_build_object('id', made.id, 'workflowId', 'migration/' || made.id, 'createdAt', ${time},
      'updatedAt', ${time}, 'endedAt', ${time}, 'vm', jsonb_build_object('ref', vm_ref, 'name', made.name)),
    requested_by, made.at, made.at, made.at
  from migration, (
    select 'bench-' || gen_random_uuid() as id, 'app-' || left(md5(number::text), 6) || '-' || number as name,
      now() - make_interval(secs => $3::float8 * 86400 * number / $2::float8) as at
    from generate_series(1, $2::int) as number
  ) as made
  where migration.id = $1`;

const copiesOfDisks = `
  insert into migration_disk (migration_id, disk_id, position, label, capacity_bytes, volume, ledger_root, target_root)
  select migration.id, disk_id, position, label, capacity_bytes, volume, ledger_root, target_root
  from migration_disk, migration where migration_id = $1 and migration.id like 'bench-%'`;

const copiesOfRounds = `
  insert into migration_round (migration_id, disk_id, round, kind, changed_bytes, read_bytes, written_bytes, ms,
    ended_at, "full")
  select migration.id, disk_id, round, kind, changed_bytes, read_bytes, written_bytes, ms, migration.ended_at, "full"
  from migration_round, migration where migration_id = $1 and migration.id like 'bench-%'`;

const copyOfConnection = `
  insert into connection (id, name, kind, url, username, sealed_secret, product)
  select $1, 'Bench inventory', kind, 'https://127.0.0.1:1', username, sealed_secret, product
  from connection where id = $2`;

const copiesOfVm = `
  insert into inventory_vm (connection_id, ref, name, path, power, firmware, guest_full_name, cpus, memory_mib,
    disk_count, capacity_bytes, snapshot_count, change_tracking, template, seen_at)
  select $1, 'vm-' || number, 'srv-' || left(md5(number::text), 6) || '-' || number,
    '/Nova/vm/Team ' || number % 200, power, firmware, guest_full_name, cpus, memory_mib, disk_count, capacity_bytes,
    snapshot_count, change_tracking, template, now()
  from generate_series(1, $3::int) as number,
    (select * from inventory_vm where connection_id = $2 limit 1) as one`;
