import { Runtime } from '@temporalio/worker';
import type { Extent } from '../ports/extent.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
// A mover has all of this in memory, whatever it does.
import '../worker/runWorker.ts';
import { settleHeap } from '../worker/settleHeap.ts';
import { MiB, unwatched, wholeDisk } from './benchDisk.ts';
import { manyExtents } from './manyExtents.ts';
import { nbdLocation } from './nbdkitServer.ts';

/**
 * A process that holds what a mover holds, for the bench of many extents: runs a delta whose extents come by pages of
 * 2000, as vSphere gives them. Tells when it began and the most memory that it had.
 */
const [socket = '', folder = ''] = process.argv.slice(2);
const { capacityBytes, count } = manyExtents;
const page = 2000;

async function* pages(): AsyncGenerator<Extent[]> {
  for (let at = 0; at < count; at += page) {
    const length = Math.min(page, count - at);
    yield Array.from({ length }, (_, index) => manyExtents.at(at + index));
  }
}

Runtime.install({});
settleHeap();
const transfer = createTransfer({ stateDir: `${folder}/state`, roots: [folder], artifacts: null });
const path = `${folder}/target.raw`;
const target = {
  node: 'bench',
  storage: 'bench',
  volume: 'bench:disk',
  path,
  format: 'raw',
  sizeBytes: capacityBytes,
} as const;
const startedAt = Date.now();
await transfer.copy(
  {
    ...{ ...wholeDisk, round: 1, kind: 'delta', roundKey: '1', extents: pages(), audit: { sampleBytes: 16 * MiB } },
    ...{ migrationId: 'bench', diskId: 'd', capacityBytes, target },
    source: nbdLocation(socket, capacityBytes, 'after'),
  },
  unwatched(),
);
console.log(JSON.stringify({ startedAt, maxRssKiB: process.resourceUsage().maxRSS }));
