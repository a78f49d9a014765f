import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `demo.json` in the data folder: which migration the demo has reported on, so that the next start begins another. */
export interface LastReport {
  /** Undefined before the first. */
  migrationId(): string | undefined;
  given(migrationId: string): void;
}

export function lastReport(dataDir: string): LastReport {
  const file = join(dataDir, 'demo.json');
  return {
    migrationId: () =>
      existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { reported: string }).reported : undefined,
    given(migrationId) {
      writeFileSync(`${file}.new`, `${JSON.stringify({ reported: migrationId })}\n`);
      renameSync(`${file}.new`, file);
    },
  };
}
