import type { CopyJob } from '../../ports/transfer.ts';
import { BlockRecord } from '../blocks/blockRecord.ts';
import { copyRound } from '../engine/copyRound.ts';
import { planWhole } from '../engine/planRound.ts';
import { Journal } from '../journal/journal.ts';
import { Ledger } from '../ledger/ledger.ts';
import { openNbdSink } from '../nbd/nbdSink.ts';
import { openNbdSource } from '../nbd/nbdSource.ts';
import { ReadDesk } from '../reading/readDesk.ts';
import { checkVolumeAccess } from '../sinks/volumeAccess.ts';
import { diskFiles, prepareFolder } from '../stateFiles.ts';
import { type PidfileServer, startPidfileServer } from './pidfileServer.ts';
import { quietHooks } from './testDisk.ts';

/** A rule of QEMU's blkdebug driver: docs/devel/blkdebug.rst, `inject-error`. */
export interface InjectedError {
  iotype: 'write' | 'flush';
  errno: number;
  sector?: number;
}

export const daemonExport = 'target';

/** A raw file behind qemu-storage-daemon, which fails where the rule says. */
export function startFaultyDaemon(path: string, rule: InjectedError): Promise<PidfileServer> {
  const file = { driver: 'file', 'node-name': 'file', filename: path };
  const faulty = {
    driver: 'blkdebug',
    'node-name': 'faulty',
    image: 'file',
    'inject-error': [{ event: 'none', ...rule }],
  };
  const blocks = [file, faulty].flatMap((node) => ['--blockdev', JSON.stringify(node)]);
  const exported = ['--export', `type=nbd,id=e,node-name=faulty,name=${daemonExport},writable=on`];
  return startPidfileServer('qemu-storage-daemon', ({ socket, pid }) => [
    ...blocks,
    ...['--nbd-server', `addr.type=unix,addr.path=${socket}`, '--pidfile', pid],
    ...exported,
  ]);
}

/**
 * An attempt at the job's whole copy that reaches its volume through an NBD server, with the journal and ledger that a
 * mover keeps for the volume itself: a later `copy`, `verify` or `repair` of the job goes on from it.
 */
export async function copyThrough(nbd: { socket: string; exportName: string }, job: CopyJob, stateDir: string) {
  if (job.source.transport !== 'nbd') throw new Error('Only a source behind NBD.');
  const hooks = quietHooks();
  const { capacityBytes, migrationId, diskId, round } = job;
  const { path, mark } = await checkVolumeAccess(job.target, capacityBytes, ['/']);
  const files = diskFiles(stateDir, migrationId, diskId);
  await prepareFolder(files);
  await using stack = new AsyncDisposableStack();
  const journal = await Journal.open(files.journal, { migrationId, diskId, capacityBytes, path, mark });
  stack.defer(() => journal.close());
  const ledger = await Ledger.open(files.ledger, capacityBytes);
  stack.defer(() => ledger.close());
  const source = await openNbdSource(job.source, hooks.signal);
  stack.defer(() => source.close());
  const sink = await openNbdSink(nbd.socket, nbd.exportName, hooks.signal);
  stack.defer(() => sink.close());
  const blocks = stack.use(await BlockRecord.open(files.blocks, capacityBytes));
  blocks.begin({ kind: 'first', from: 0, resumed: false, round, key: job.roundKey });
  await journal.begin({ round, key: job.roundKey, full: true, fresh: false });
  const counts = await copyRound({
    gate: new ReadDesk().open({}, { first: 4, most: 8, mostBytes: source.maximumRead }).gate,
    ...{ source, capacityBytes, sink, ledger, blocks, hooks, whole: true, from: 0 },
    plan: (signal) => planWhole(source, 0, signal),
    policy: { fresh: false, compareBelow: 0 },
    counts: { changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0 },
    durable: (upTo, now) => journal.durable(round, upTo, now),
    rate: { take: () => Promise.resolve() },
  });
  const outcome = { ...counts, root: await ledger.root(hooks.signal) };
  await journal.end(round, outcome);
  return outcome;
}
