import { createTransfer } from '../createTransfer.ts';

/** A mover to be killed: copies a disk at a limited rate and tells its progress. */
const [socket = '', folder = '', size = '0', rate = '0', format = 'raw', epoch = ''] = process.argv.slice(2);
const capacityBytes = Number(size);
const transfer = createTransfer({ stateDir: `${folder}/state`, roots: [folder], artifacts: null });
await transfer.copy(
  {
    migrationId: 'killed',
    diskId: 'd',
    capacityBytes,
    epoch: epoch === '' ? undefined : Number(epoch),
    round: 0,
    kind: 'baseline',
    roundKey: 'k',
    extents: 'all',
    source: { transport: 'nbd', socket, exportName: '', capacityBytes, release: () => Promise.resolve() },
    target: {
      node: 'n',
      storage: 's',
      volume: 'v',
      path: `${folder}/target.${format}`,
      format: format === 'qcow2' ? 'qcow2' : 'raw',
      sizeBytes: capacityBytes,
    },
    bytesPerSecond: Number(rate) === 0 ? undefined : Number(rate),
  },
  { signal: new AbortController().signal, progress: (done) => console.log(JSON.stringify(done)) },
);
