import type { CopyJob, TransferHooks } from '../../ports/transfer.ts';
import { createTransfer } from '../createTransfer.ts';

/** A mover to be killed: copies a disk at a limited rate, or verifies it, and tells its progress. */
const [socket = '', folder = '', size = '0', rate = '0', format = 'raw', epoch = '', work = 'copy'] =
  process.argv.slice(2);
const capacityBytes = Number(size);
const transfer = createTransfer({ stateDir: `${folder}/state`, roots: [folder], artifacts: null });
const job: CopyJob = {
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
};
const signal = new AbortController().signal;
const hooks: TransferHooks = { signal, progress: (done) => console.log(JSON.stringify(done)) };
await (work === 'verify' ? transfer.verify({ ...job, call: 'k' }, hooks) : transfer.copy(job, hooks));
