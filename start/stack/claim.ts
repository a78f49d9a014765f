import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from '../fileLock.mjs';
import { SetupError } from '../setup/setupError.ts';
import { makeFolder } from './makeFolder.ts';

/** Runs `work` as the only instance on a data folder; refuses when another one runs on it. */
export function claimDataFolder(folder: string, work: () => Promise<void>): Promise<void> {
  makeFolder(folder, 0o711);
  const lock = join(folder, 'instance.lock');
  return withFileLock(lock, work, () => {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    throw new SetupError(
      `Drover already runs on ${folder} (process ${pid}).`,
      'Stop it, or start another one beside it: npm start -- --data DIR',
    );
  });
}
