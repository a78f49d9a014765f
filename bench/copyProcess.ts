import { Runtime } from '@temporalio/worker';
import { createTransfer } from '../transfer/createTransfer.ts';
// A mover has all of this in memory, whatever it does.
import '../worker/runWorker.ts';
import { settleHeap } from '../worker/settleHeap.ts';
import { freshVolume, unwatched, wholeDisk } from './benchDisk.ts';
import { nbdLocation } from './nbdkitServer.ts';

/** A process that holds what a mover holds, for the memory bench: copies a disk and tells the most memory it had, in KiB. */
const [socket = '', folder = '', size = '0'] = process.argv.slice(2);
const capacityBytes = Number(size);
const target = await freshVolume(`${folder}/target.raw`, capacityBytes);
Runtime.install({});
settleHeap();
const transfer = createTransfer({ stateDir: `${folder}/state`, roots: [folder], artifacts: null });
const source = nbdLocation(socket, capacityBytes);
const job = { ...wholeDisk, migrationId: 'bench', diskId: 'd', capacityBytes, source, target };
await transfer.copy(job, unwatched());
console.log(JSON.stringify({ maxRssKiB: process.resourceUsage().maxRSS }));
