import pg from 'pg';
import { type DatabaseOptions, driverOptions } from './connectionOptions.ts';
import { migrationsFolder, readMigrations, readSchema } from './migrationFiles.ts';
import { everything, withSchemaEngine } from './schemaEngine.ts';

/** Any number will do that no other program uses as an advisory lock in this database. */
const lockId = 7_203_514_417;

/**
 * Brings a database to this version's schema; what is there already is left alone. Several processes may start at
 * once: they take turns. Returns the names of the migrations that were applied.
 * Throws with Prisma's message when a migration fails or was changed after it had been applied.
 */
export async function applyMigrations(
  database: DatabaseOptions | string,
  folder = migrationsFolder,
): Promise<string[]> {
  const lock = new pg.Client(driverOptions(database));
  // The query that waits or runs is told of a lost connection as well.
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [lockId]);
    return await withSchemaEngine(database, async (engine) => {
      const input = { migrationsList: readMigrations(folder), filters: everything };
      return (await engine.applyMigrations(input)).appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/** SQL that would take a live database to schema.prisma; empty when both agree. */
export function schemaDrift(database: DatabaseOptions | string): Promise<string> {
  return withSchemaEngine(database, async (engine) => {
    const schema = readSchema();
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', configDir: import.meta.dirname, ...schema },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: true,
      filters: everything,
    });
    return result.exitCode === 0 ? '' : (result.stdout ?? '');
  });
}
