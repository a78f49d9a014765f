import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const schemaFile = join(import.meta.dirname, 'schema.prisma');
export const migrationsFolder = join(import.meta.dirname, 'migrations');

/** Every migration of a folder, oldest first, as the schema engine takes them. */
export function readMigrations(folder = migrationsFolder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** The schema as the engine takes it. */
export function readSchema() {
  return { files: [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }] };
}
