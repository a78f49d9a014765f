import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { newTraceparent } from '../../client/traceparent.ts';
import { traceHeader } from '../../workflows/names.ts';
import { useWorkflowBundle } from '../support/temporal.ts';
import { recordedRuns } from './recordedRuns.ts';
import { historySuffix, recordHistories } from './recordHistories.ts';

/**
 * Histories that older code has written must go on under today's. After a change that is meant to break them, and
 * is guarded by a patch for the runs that are open, record anew:
 *
 *     DROVER_RECORD_HISTORIES=1 npm test -- test/workflows/replay.test.ts
 */
const folder = join(import.meta.dirname, '..', 'histories');

beforeAll(async () => {
  if (process.env['DROVER_RECORD_HISTORIES'] === '1') await recordHistories(folder);
});

describe('replay', () => {
  test('there is a history of every way that a migration can go', () => {
    const names = readdirSync(folder).map((file) => basename(file, historySuffix));
    expect(names).toEqual(expect.arrayContaining(Object.keys(recordedRuns)));
  });

  test('recorded histories go on under the workflow code of today', async () => {
    expect(await failures((history) => history)).toEqual([]);
  });

  test('so do histories whose start brought a trace', async () => {
    expect(await failures(startedInTrace)).toEqual([]);
  });

  test('histories of another order of calls do not', async () => {
    const swapped = (history: string) =>
      history.replace(/"name":"(provision|importDisk)"/g, (_, name) => `"name":"${name}Later"`);
    expect(await failures(swapped)).toHaveLength(Object.keys(recordedRuns).length);
  });
});

function startedInTrace(history: string): string {
  const payload = {
    metadata: { encoding: Buffer.from('json/plain').toString('base64') },
    data: Buffer.from(JSON.stringify(newTraceparent())).toString('base64'),
  };
  const parsed = JSON.parse(history);
  const started = parsed.events[0].workflowExecutionStartedEventAttributes;
  started.header = { fields: { ...started.header?.fields, [traceHeader]: payload } };
  return JSON.stringify(parsed);
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
  for (const file of readdirSync(folder).filter((name) => name.endsWith(historySuffix))) {
    const text = gunzipSync(await readFile(join(folder, file))).toString('utf8');
    yield { workflowId: basename(file, historySuffix), history: historyFromJSON(JSON.parse(change(text))) };
  }
}
