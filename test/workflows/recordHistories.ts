import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { openBench } from './migrationBench.ts';
import { recordedRuns } from './recordedRuns.ts';

export const historySuffix = '.json.gz';

/** Runs every way that a migration can go, and keeps the histories in the folder. */
export async function recordHistories(folder: string): Promise<void> {
  for (const [name, begin] of Object.entries(recordedRuns)) {
    const bench = await openBench();
    try {
      const run = await begin(bench);
      await run.handle.result();
      const history = withoutPlaces(historyToJSON(await run.handle.fetchHistory()));
      await writeFile(join(folder, `${name}${historySuffix}`), gzipSync(history, { level: 9 }));
    } finally {
      await bench.close();
    }
  }
}

/** Replay needs neither the machine's name nor its paths. */
function withoutPlaces(history: string): string {
  const blank: Record<string, string> = { identity: 'recorder', stackTrace: '' };
  const told = JSON.stringify(JSON.parse(history), (key, value: unknown) => blank[key] ?? value);
  return told.replace(/\d+@[\w.-]+/g, 'recorder');
}
