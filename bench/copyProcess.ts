import { createTransfer } from '../transfer/createTransfer.ts';
import { freshVolume, unwatched } from './benchDisk.ts';

/** A mover of its own for the memory bench: copies a disk and tells the most memory that it had, in KiB. */
const [socket = '', folder = '', size = '0'] = process.argv.slice(2);
const capacityBytes = Number(size);
const target = await freshVolume(`${folder}/target.raw`, capacityBytes);
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
