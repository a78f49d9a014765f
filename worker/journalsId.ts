import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Tells the journals of one data folder from those of any other; made with the first mover that uses the folder. */
export async function journalsId(dataDir: string): Promise<string> {
  const path = join(dataDir, 'journals-id');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const known = (await readFile(path, 'utf8').catch(absent)).trim();
  if (uuid.test(known)) return known;
  // Empty or torn: a mover died while it wrote this file, before it said its id to anybody.
  const made = randomUUID();
  await using file = await open(path, 'w', 0o600);
  await file.writeFile(`${made}\n`);
  await file.sync();
  return made;
}

function absent(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}
