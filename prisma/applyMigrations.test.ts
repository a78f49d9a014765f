import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, useEmptyPostgres } from '../test/support/postgres.ts';
import { applyMigrations, schemaDrift } from './applyMigrations.ts';
import { migrationsFolder } from './migrationFiles.ts';

let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'dr-'));

beforeAll(async () => {
  database = await useEmptyPostgres();
});

afterAll(() => rmSync(folder, { recursive: true }));

test('several processes that start at once apply each migration once, and a second start applies none', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(database.connectionString)));
  const counts = applied.map((names) => names.length).sort((a, b) => a - b);
  expect(counts.slice(0, 2)).toEqual([0, 0]);
  expect(counts[2]).toBeGreaterThan(0);
  expect(await applyMigrations(database.connectionString)).toEqual([]);
});

test('the migrations make exactly what schema.prisma describes', async () => {
  await applyMigrations(database.connectionString);
  expect(await schemaDrift(database.connectionString)).toBe('');
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query('alter table session add column extra text');
  expect(await schemaDrift(database.connectionString)).toContain('DROP COLUMN "extra"');
  await client.query('alter table session drop column extra');
  await client.end();
});

test('one VM has one open migration, and may have any number of ended ones', async () => {
  await applyMigrations(database.connectionString);
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const insert = (id: string, status: string) =>
    client.query(
      `insert into migration (id, workflow_id, status, stage, revision, source_connection_id, target_connection_id,
         vm_ref, vm_name, plan, detail, requested_by, created_at, updated_at)
       values ($1, $1, $2, 'preflight', 0, 's', 't', 'vm-1', 'app', '{}', '{}', 'test', now(), now())`,
      [id, status],
    );
  for (const [id, status] of [
    ['1', 'completed'],
    ['2', 'cancelled'],
    ['3', 'rolled-back'],
    ['4', 'parked'],
  ] as const) {
    await insert(id, status);
  }
  await expect(insert('5', 'running')).rejects.toThrow('migration_one_open_per_vm');
  await client.end();
});

test('a migration that fails leaves nothing behind and is told by name', async () => {
  const other = await useEmptyPostgres();
  cpSync(migrationsFolder, folder, { recursive: true });
  mkdirSync(join(folder, '29990101000000_broken'));
  writeFileSync(
    join(folder, '29990101000000_broken', 'migration.sql'),
    'create table half_made (id int); alter table no_such_table add column a text;',
  );
  await expect(applyMigrations(other.connectionString, folder)).rejects.toThrow('29990101000000_broken');
  const client = new pg.Client({ connectionString: other.connectionString });
  await client.connect();
  const { rows } = await client.query("select to_regclass('half_made') as half, to_regclass('migration') as whole");
  await client.end();
  expect(rows).toEqual([{ half: null, whole: 'migration' }]);
});
