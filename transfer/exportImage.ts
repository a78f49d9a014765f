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
import { beginImage, type ImagePlace, resumeImage } from './imageInProgress.ts';
import { forgetSmaller } from './journal/forgetSmaller.ts';
import { Journal, type RoundState } from './journal/journal.ts';
import { countsOf, type RoundCounts } from './journal/journalRecords.ts';
import { Ledger } from './ledger/ledger.ts';
import { holdLock } from './lock/volumeLock.ts';
import { openSource } from './openSource.ts';
import { openQcow2Sink } from './qcow2/qcow2Sink.ts';
import type { ReadDesk } from './reading/readDesk.ts';
import { type DiskFiles, prepareFolder, syncFolder } from './stateFiles.ts';

export interface ExportContext {
  artifacts: ArtifactStore;
  files: DiskFiles;
  rate: ReadPermit;
  reads: ReadDesk;
  hooks: TransferHooks;
}

/** In the place of a volume's mark in the journal. */
const imageMark = 'image';
const nothing = { changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0 };

/** Copies a disk into a qcow2 image in the artifact store; leaves a ledger, so that the imported disk can be verified. */
export async function exportImage(job: ExportJob, context: ExportContext): Promise<ExportOutcome> {
  await using stack = new AsyncDisposableStack();
  const { artifacts, files, hooks } = context;
  await prepareFolder(files);
  const lock = stack.use(await holdLock(`ledger ${files.ledger}`, job.epoch));
  const signal = AbortSignal.any([hooks.signal, lock.lost]);
  setMaxListeners(0, signal);
  const { migrationId, diskId, capacityBytes } = job;
  const identity = { migrationId, diskId, capacityBytes, path: job.artifact, mark: imageMark };
  await forgetSmaller(files, identity);
  const journal = await Journal.open(files.journal, identity);
  stack.defer(() => journal.close());
  await journal.enter(job.epoch);
  const place = { job, files, artifacts, journal, signal };

  const known = journal.round(job.round);
  const left = known?.key === job.roundKey ? known : undefined;
  const stored = await storedBytes(place, left);
  if (stored !== null && isExported(left?.outcome)) return left.outcome;
  const counts =
    stored === null ? await storeImage(place, left, context) : { ...countsOf(left ?? nothing), artifactBytes: stored };

  const startedAt = performance.now();
  const ledger = await Ledger.open(files.ledger, capacityBytes);
  stack.defer(() => ledger.close());
  const root = await ledger.root(signal);
  const image = await hashArtifact(artifacts, job.artifact, counts.artifactBytes, signal);
  const { changedBytes, readBytes, writtenBytes } = counts;
  const ms = counts.ms + Math.round(performance.now() - startedAt);
  const outcome = { changedBytes, readBytes, writtenBytes, ms, root, artifact: job.artifact, ...image };
  await journal.end(job.round, outcome);
  for (const file of [files.clusters, files.tail]) await rm(file, { force: true });
  return outcome;
}

/** Bytes of the object when the round's upload has become one; null: it has not. */
async function storedBytes({ job, artifacts }: ImagePlace, left: RoundState | undefined): Promise<number | null> {
  const expected = left?.image?.bytes ?? null;
  if (expected === null) return null;
  return (await artifacts.stat(job.artifact))?.bytes === expected ? expected : null;
}

function isExported(outcome: RoundState['outcome'] | undefined): outcome is ExportOutcome {
  return outcome != null && 'artifactSha256' in outcome;
}

/** Reads what is missing of the disk and makes an object of it. */
async function storeImage(
  place: ImagePlace,
  left: RoundState | undefined,
  context: ExportContext,
): Promise<RoundCounts & { artifactBytes: number }> {
  await using stack = new AsyncDisposableStack();
  const { job, files, journal, signal } = place;
  const { capacityBytes, round } = job;
  const opened = await openSource(job.source, context.reads, signal);
  stack.defer(() => opened.source.close());
  if (opened.source.size !== capacityBytes) {
    const message = `The source disk has ${opened.source.size} bytes, the job says ${capacityBytes}.`;
    throw new DroverError('source.changed', message);
  }
  // Only at its end does a stream prove that it arrived whole and right, so nothing of an earlier one is believed.
  const streamed = opened.kind === 'stream';
  const resumed = left === undefined || streamed ? null : await resumeImage(place, left, stack);
  const image = resumed ?? (await beginImage(place, stack));
  const { upload } = image;
  try {
    const ledger = await Ledger.open(files.ledger, capacityBytes);
    stack.defer(() => ledger.close());
    const blocks = stack.use(await BlockRecord.open(files.blocks, capacityBytes));
    await syncFolder(files.folder);
    const { upTo: from, ...counted } = resumed !== null && left !== undefined ? left : { upTo: 0, ...nothing };
    blocks.begin({ kind: 'first', from, resumed: resumed !== null, round, key: job.roundKey });
    const sink = openQcow2Sink(streamed ? { ...image, tail: null } : image, signal);
    const counts = await copyRound({
      source: opened.kind === 'stream' ? null : opened.source,
      gate: opened.kind === 'stream' ? null : opened.gate,
      capacityBytes,
      plan: (abort, pool) =>
        opened.kind === 'stream' ? planStream(opened.source, pool, abort) : planWhole(opened.source, from, abort),
      sink,
      ledger,
      blocks,
      policy: { fresh: true, compareBelow: 0 },
      whole: true,
      from,
      counts: countsOf(counted),
      durable: (upTo, now) => (streamed ? Promise.resolve() : journal.durable(round, upTo, now, sink.kept)),
      rate: context.rate,
      hooks: { ...context.hooks, signal },
    });
    if (streamed) await journal.durable(round, capacityBytes, counts);
    const artifactBytes = await sink.finish();
    await journal.completing(round, artifactBytes);
    await upload.complete();
    return { ...counts, artifactBytes };
  } catch (error) {
    // What went wrong first is told; a store that cannot even abort is swept later.
    if (streamed || isHopeless(error)) await upload.abort().catch(() => undefined);
    throw error;
  }
}

/** The next attempt had better not go on with what this one sent. */
function isHopeless(error: unknown): boolean {
  return error instanceof DroverError && ['platform.unsupported', 'platform.corrupt'].includes(error.code);
}

/** Reads the object back: the proof that the store has it, and the checksum that the target will compare. */
async function hashArtifact(
  artifacts: ArtifactStore,
  key: string,
  bytes: number,
  signal: AbortSignal,
): Promise<{ artifactBytes: number; artifactSha256: string }> {
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
  return { artifactBytes: seen, artifactSha256: sha256.digest('hex') };
}
