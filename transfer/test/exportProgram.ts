import { createTransfer } from '../createTransfer.ts';
import { folderStore } from './folderStore.ts';

/** A mover to be killed: exports a disk at a limited rate. */
const [socket = '', folder = '', size = '0', rate = '0', compression = 'none'] = process.argv.slice(2);
const capacityBytes = Number(size);
const artifacts = folderStore(folder, 64 * 1024);
const transfer = createTransfer({ stateDir: `${folder}/state`, roots: [folder], artifacts });
await transfer.exportImage(
  {
    ...{ migrationId: 'killed', diskId: 'd', capacityBytes, round: 0, roundKey: 'k', artifact: 'd.qcow2' },
    compression: compression === 'zstd' ? 'zstd' : 'none',
    source: { transport: 'nbd', socket, exportName: '', capacityBytes, release: () => Promise.resolve() },
    bytesPerSecond: Number(rate),
  },
  { signal: new AbortController().signal, progress: () => undefined },
);
