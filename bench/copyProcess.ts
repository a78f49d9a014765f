import { Runtime } from '@temporalio/worker';
import { createTransfer } from '../transfer/createTransfer.ts';
// A mover has all of this in memory, whatever it does.
import '../worker/runWorker.ts';
import { freshVolume, unwatched } from './benchDisk.ts';

/** A process that holds what a mover holds, for the memory bench: copies a disk and tells the most memory it had, in KiB. */
const [socket = '', folder = '', size = '0'] = process.argv.slice(2);
const capacityBytes = Number(size);
const target = await freshVolume(`${folder}/target.raw`, capacityBytes);
Runtime.install({});
const transfer = createTransfer({ stateDir: `${folder}/state`, roots: [folder], artifacts: null });
await transfer.copy(
  {
    migrationId: 'bench',
    diskId: 'd',
    capacityBytes,
    round: 0,
    kind: 'baseline',
    roundKey: 'k',
    extents: 'all',
    source: { transport: 'nbd', socket, exportName: '', capacityBytes, release: () => Promise.resolve() },
    target,
    bytesPerSecond: undefined,
  },
  unwatched(),
);
console.log(JSON.stringify({ maxRssKiB: process.resourceUsage().maxRSS }));
