import { access, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a mover keeps what it must know of one disk after a crash. */
export interface DiskFiles {
  folder: string;
  journal: string;
  ledger: string;
  blocks: string;
  /** Of an image that grows in the artifact store: where its clusters went, and what the store does not have yet. */
  clusters: string;
  tail: string;
  /** How far the volume was read back. */
  verify: string;
  /** How far the source was read again. */
  audit: string;
}

export function diskFiles(stateDir: string, migrationId: string, diskId: string): DiskFiles {
  const folder = migrationFolder(stateDir, migrationId);
  const base = join(folder, fileName(diskId));
  return {
    folder,
    journal: `${base}.journal`,
    ledger: `${base}.ledger`,
    blocks: `${base}.blocks`,
    clusters: `${base}.clusters`,
    tail: `${base}.tail`,
    verify: `${base}.verify`,
    audit: `${base}.audit`,
  };
}

export async function prepareFolder(files: DiskFiles): Promise<void> {
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes the names of new files durable. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}

/** Migrations that have files here, by the names of their folders. */
export async function listMigrations(stateDir: string): Promise<string[]> {
  return readdir(join(stateDir, 'transfers')).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Nothing there is success. */
export async function removeMigration(stateDir: string, migrationId: string): Promise<void> {
  await rm(migrationFolder(stateDir, migrationId), { recursive: true, force: true });
}

function migrationFolder(stateDir: string, migrationId: string): string {
  return join(stateDir, 'transfers', fileName(migrationId));
}

/** Ids come from outside: whatever is no plain letter is spelt out, so that no id leads to another folder. */
function fileName(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, (letter) => `%${letter.codePointAt(0)?.toString(16)}`) || '%';
}
