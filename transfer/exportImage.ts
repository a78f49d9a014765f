import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { DroverError } from '../contract/errors.ts';
import type { ArtifactStore } from '../ports/artifactStore.ts';
import type { ExportJob, ExportOutcome, TransferHooks } from '../ports/transfer.ts';
import { BlockRecord } from './blocks/blockRecord.ts';
import { copyRound } from './engine/copyRound.ts';
import { planWhole } from './engine/planRound.ts';
import { planStream } from './engine/planStream.ts';
import type { ReadPermit } from './engine/rateLimit.ts';
import { Ledger } from './ledger/ledger.ts';
import { holdLock } from './lock/volumeLock.ts';
import { openSource } from './openSource.ts';
import { openQcow2Sink } from './qcow2/qcow2Sink.ts';
import type { ReadDesk } from './reading/readDesk.ts';
import { type DiskFiles, prepareFolder } from './stateFiles.ts';

export interface ExportContext {
  artifacts: ArtifactStore;
  files: DiskFiles;
  rate: ReadPermit;
  reads: ReadDesk;
  hooks: TransferHooks;
}

const imageType = 'application/x-qemu-disk';
const nothing = { changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0 };

/** Copies a disk into a qcow2 image in the artifact store; leaves a ledger, so that the imported disk can be verified. */
export async function exportImage(job: ExportJob, context: ExportContext): Promise<ExportOutcome> {
  const startedAt = performance.now();
  const { capacityBytes } = job;
  await using stack = new AsyncDisposableStack();
  await prepareFolder(context.files);
  const lock = stack.use(await holdLock(`ledger ${context.files.ledger}`, job.epoch));
  const signal = AbortSignal.any([context.hooks.signal, lock.lost]);
  setMaxListeners(0, signal);
  // An export always starts over.
  await rm(context.files.journal, { force: true });
  await rm(context.files.ledger, { force: true });
  const ledger = await Ledger.open(context.files.ledger, capacityBytes);
  stack.defer(() => ledger.close());
  const blocks = stack.use(await BlockRecord.open(context.files.blocks, capacityBytes));
  blocks.begin({ kind: 'first', from: 0, resumed: false, round: 0, key: job.artifact });
  const opened = await openSource(job.source, context.reads, signal);
  stack.defer(() => opened.source.close());
  if (opened.source.size !== capacityBytes) {
    const message = `The source disk has ${opened.source.size} bytes, the job says ${capacityBytes}.`;
    throw new DroverError('source.changed', message);
  }
  const upload = await context.artifacts.begin(job.artifact, imageType);
  try {
    const sink = openQcow2Sink(upload, { capacityBytes, compression: job.compression }, signal);
    const counts = await copyRound({
      source: opened.kind === 'stream' ? null : opened.source,
      gate: opened.kind === 'stream' ? null : opened.gate,
      capacityBytes,
      plan: (abort, pool) =>
        opened.kind === 'stream' ? planStream(opened.source, pool, abort) : planWhole(opened.source, 0, abort),
      sink,
      ledger,
      blocks,
      policy: { fresh: true, compareBelow: 0 },
      whole: true,
      from: 0,
      counts: nothing,
      durable: () => Promise.resolve(),
      rate: context.rate,
      hooks: { ...context.hooks, signal },
    });
    await sink.finish();
    const root = await ledger.root(signal);
    const { bytes } = await upload.complete();
    const artifactSha256 = await hashArtifact(context.artifacts, job.artifact, bytes, signal);
    const ms = Math.round(performance.now() - startedAt);
    return { ...counts, ms, root, artifact: job.artifact, artifactBytes: bytes, artifactSha256 };
  } catch (error) {
    // What went wrong first is told; a store that cannot even abort is swept later.
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

/** Reads the object back: the proof that the store has it, and the checksum that the target will compare. */
async function hashArtifact(
  artifacts: ArtifactStore,
  key: string,
  bytes: number,
  signal: AbortSignal,
): Promise<string> {
  const sha256 = createHash('sha256');
  let seen = 0;
  for await (const piece of artifacts.read(key, signal)) {
    signal.throwIfAborted();
    sha256.update(piece);
    seen += piece.length;
  }
  if (seen !== bytes) {
    throw new DroverError('platform.corrupt', `The store gave ${seen} bytes of ${key}, it took ${bytes}.`);
  }
  return sha256.digest('hex');
}
