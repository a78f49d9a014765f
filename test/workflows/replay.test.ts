import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { useWorkflowBundle } from '../support/temporal.ts';
import { openBench } from './migrationBench.ts';
import { recordedRuns } from './recordedRuns.ts';

/**
 * Histories that older code has written must go on under today's. After a change that is meant to break them, and
 * is guarded by a patch for the runs that are open, record anew:
 *
 *     DROVER_RECORD_HISTORIES=1 npx vitest run test/workflows/replay.test.ts
 */
const folder = join(import.meta.dirname, '..', 'histories');
const suffix = '.json.gz';
const recording = process.env['DROVER_RECORD_HISTORIES'] === '1';

describe.runIf(recording)('recording', () => {
  test.each(Object.keys(recordedRuns))('%s', async (name) => {
    const bench = await openBench();
    try {
      const run = await recordedRuns[name]?.(bench);
      if (run === undefined) throw new Error(`There is no run ${name}.`);
      await run.handle.result();
      const history = historyToJSON(await run.handle.fetchHistory());
      await writeFile(join(folder, `${name}${suffix}`), gzipSync(withoutPlaces(history), { level: 9 }));
    } finally {
      await bench.close();
    }
  });
});

describe('replay', () => {
  test('there is a history of every way that a migration can go', () => {
    const names = readdirSync(folder).map((file) => basename(file, suffix));
    expect(names).toEqual(expect.arrayContaining(Object.keys(recordedRuns)));
  });

  test('recorded histories go on under the workflow code of today', async () => {
    expect(await failures((history) => history)).toEqual([]);
  });

  test('histories of another order of calls do not', async () => {
    const swapped = (history: string) =>
      history.replace(/"name":"(provision|importDisk)"/g, (_, name) => `"name":"${name}Later"`);
    expect(await failures(swapped)).toHaveLength(Object.keys(recordedRuns).length);
  });
});

/** Replay needs neither the machine's name nor its paths. */
function withoutPlaces(history: string): string {
  const blank: Record<string, string> = { identity: 'recorder', stackTrace: '' };
  const told = JSON.stringify(JSON.parse(history), (key, value: unknown) => blank[key] ?? value);
  return told.replace(/\d+@[\w.-]+/g, 'recorder');
}

async function failures(change: (history: string) => string): Promise<string[]> {
  const failed: string[] = [];
  const options = { workflowBundle: await useWorkflowBundle() };
  for await (const result of Worker.runReplayHistories(options, histories(change))) {
    if (result.error !== undefined) failed.push(`${result.workflowId}: ${result.error.message}`);
  }
  return failed;
}

async function* histories(change: (history: string) => string) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(suffix))) {
    const text = gunzipSync(await readFile(join(folder, file))).toString('utf8');
    yield { workflowId: basename(file, suffix), history: historyFromJSON(JSON.parse(change(text))) };
  }
}
