import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { DroverError } from '../contract/errors.ts';
import type { Extent } from '../ports/extent.ts';
import type { AuditOutcome, CopyJob, CopyOutcome, TransferHooks } from '../ports/transfer.ts';
import { leafBytes } from '../proof/merkle.ts';
import { openAuditCursor } from './audit/auditCursor.ts';
import { auditRanges } from './audit/auditRanges.ts';
import { AuditSample, everyBlock } from './audit/auditSample.ts';
import { BlockRecord } from './blocks/blockRecord.ts';
import { carriedPart, isSameRound, keyOf } from './carriedPart.ts';
import { copyRound, type RoundRun } from './engine/copyRound.ts';
import { planRepair } from './engine/planRepair.ts';
import { planCarried, planChanges, planWhole } from './engine/planRound.ts';
import { planStream } from './engine/planStream.ts';
import type { ReadPermit } from './engine/rateLimit.ts';
import { forgetSmaller } from './journal/forgetSmaller.ts';
import { Journal, type RoundState } from './journal/journal.ts';
import { type CarriedPart, countsOf } from './journal/journalRecords.ts';
import { Ledger } from './ledger/ledger.ts';
import { holdLock } from './lock/volumeLock.ts';
import { type OpenedSource, openSource } from './openSource.ts';
import type { ReadDesk } from './reading/readDesk.ts';
import { openSink } from './sinks/openSink.ts';
import { readsAsZeros } from './sinks/readsAsZeros.ts';
import type { CheckedVolume } from './sinks/volumeAccess.ts';
import { type DiskFiles, exists, prepareFolder, syncFolder } from './stateFiles.ts';

export interface CopyContext {
  volume: CheckedVolume;
  files: DiskFiles;
  rate: ReadPermit;
  reads: ReadDesk;
  hooks: TransferHooks;
}

type RoundStart = Pick<RoundRun, 'from' | 'counts' | 'policy'>;

const auditBlockBytes = 1024 * 1024;
/** Nothing of the volume or the ledger is taken for known. */
const wholly = { fresh: false, compareBelow: 0 };

/** Copies one round; goes on where the journal says that the same round stopped. */
export async function copyDisk(asked: CopyJob, context: CopyContext): Promise<CopyOutcome> {
  await using session = await openSession(asked, context);
  const { journal, job } = session;
  const instead = job === asked ? {} : ({ whole: true } as const);
  const before = journal.round(job.round);
  const resumed = isSameRound(before, job.roundKey);
  if (resumed && before.outcome !== null) {
    return { ...before.outcome, ...instead };
  }
  const whole = job.extents === 'all';
  if (!whole && !journal.complete) {
    throw new DroverError(
      'transfer.journal-mismatch',
      `Disk ${job.diskId} has no finished whole-disk round here, so a delta would leave holes. Copy all of it first.`,
    );
  }
  await session.open();
  const start = resumed ? await session.goOn(before) : await session.begin(whole);
  const covered = whole ? 'whole' : 'changes';
  const from = Math.max(start.from, session.carriedUpTo);
  session.blocks.begin({ kind: journal.complete ? covered : 'first', from, resumed, ...named(job) });
  if (whole && !start.policy.fresh) await session.zeroTail();
  const counts = await copyRound({
    ...session.base(start.from),
    whole,
    ...start,
    durable: (upTo, now) => journal.durable(job.round, upTo, now),
  });
  const root = await session.ledger.root(session.signal);
  const audit = await session.audit(root);
  const outcome = { ...counts, root, ...(audit === null ? {} : { audit }) };
  await journal.end(job.round, outcome);
  return { ...outcome, ...instead };
}

/** Reads ranges from the source again, whatever the ledger says, and writes them. A stream is read as a whole for that. */
export async function repairDisk(job: CopyJob, ranges: Extent[], context: CopyContext): Promise<CopyOutcome> {
  await using session = await openSession(job, context);
  await session.open();
  const nothing = { changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0 };
  const ascending = ranges.toSorted((a, b) => a.start - b.start);
  const { source } = session.opened();
  session.blocks.begin({ kind: 'repair', from: 0, resumed: false, ...named(job) });
  const plan: RoundRun['plan'] = (signal, pool) =>
    source.kind === 'stream'
      ? planRepair(source.source, ascending, { pool, rate: context.rate, signal })
      : planChanges(source.source, toAsync([ascending]), 0, signal);
  const counts = await copyRound({
    ...session.base(0),
    plan,
    whole: false,
    policy: { fresh: false, compareBelow: 0 },
    from: 0,
    counts: nothing,
    durable: () => Promise.resolve(),
  });
  return { ...counts, root: await session.ledger.root(session.signal) };
}

/** What a round holds open; closed newest first, also after a failure. */
class CopySession implements AsyncDisposable {
  /** What is done, which need not be what was asked: see CopyJob.wholeKey. */
  readonly job: CopyJob;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly blocks: BlockRecord;
  readonly #asked: CopyJob;
  readonly #context: CopyContext;
  readonly #stack: AsyncDisposableStack;
  readonly #sample: AuditSample | null;
  #opened: { source: OpenedSource; sink: RoundRun['sink'] } | undefined;
  #carried: { upTo: number; pages: AsyncIterable<Extent[]> } | null = null;

  constructor(parts: {
    asked: CopyJob;
    context: CopyContext;
    journal: Journal;
    ledger: Ledger;
    blocks: BlockRecord;
    stack: AsyncDisposableStack;
  }) {
    const job = inPlaceOf(parts.asked, parts.journal);
    this.job = job;
    this.journal = parts.journal;
    this.ledger = parts.ledger;
    this.blocks = parts.blocks;
    this.#asked = parts.asked;
    this.#context = parts.context;
    this.#stack = parts.stack;
    const { audit, capacityBytes, migrationId, diskId, roundKey } = job;
    const drawn = job.extents !== 'all' && typeof audit === 'object' ? audit.sampleBytes : 0;
    const seed = `${migrationId} ${diskId} ${roundKey}`;
    this.#sample = drawn > 0 ? new AuditSample(capacityBytes, drawn, seed) : null;
  }

  opened() {
    if (this.#opened === undefined) throw new DroverError('internal', 'The round was not opened.');
    return this.#opened;
  }

  /** Below this only what has changed is read. */
  get carriedUpTo(): number {
    return this.#carried?.upTo ?? 0;
  }

  get signal(): AbortSignal {
    return this.#context.hooks.signal;
  }

  async open(): Promise<void> {
    const { signal } = this;
    const source = await openSource(this.job.source, this.#context.reads, signal);
    this.#stack.defer(() => source.source.close());
    if (source.source.size !== this.job.capacityBytes) {
      const message = `The source disk has ${source.source.size} bytes, the job says ${this.job.capacityBytes}.`;
      throw new DroverError('source.changed', message);
    }
    if (source.kind === 'stream' && this.#asked.extents !== 'all') {
      throw new DroverError(
        'platform.unsupported',
        'An export stream always has the whole disk; it cannot give a delta.',
      );
    }
    await forgetCompared(this.#context.files);
    const sink = await openSink(this.#context.volume, signal);
    this.#stack.defer(() => sink.close());
    this.#opened = { source, sink };
  }

  /** Writes the begin of a round, or of the same round with another snapshot, into the journal. */
  async begin(whole: boolean): Promise<RoundStart> {
    const { round, roundKey, tracking } = this.job;
    const { source, sink } = this.opened();
    const untouched = whole && !this.journal.begun;
    const fresh = untouched && (await readsAsZeros(this.#context.volume, sink, this.#context.hooks.signal));
    const given = whole && !this.journal.complete && source.kind === 'blocks' ? this.journal.round(round) : undefined;
    const carried = await this.#carry(carriedPart(given));
    await this.journal.begin({
      ...{ round, key: keyOf(roundKey, carried), full: whole, fresh },
      ...(tracking ? { changeId: tracking.changeId } : {}),
      ...(carried ? { carried } : {}),
    });
    const state = this.journal.round(round);
    if (state === undefined) throw new DroverError('internal', 'The journal lost a round.');
    return this.#startAt(state);
  }

  /** The same round again. */
  async goOn(state: RoundState): Promise<RoundStart> {
    if (this.opened().source.kind === 'blocks') {
      const { carried, upTo } = state;
      if (carried === undefined || upTo >= carried.upTo || (await this.#carry(carried))) return this.#startAt(state);
      // Nobody can tell any more what has changed: nothing of an older snapshot counts.
      return this.#beginAnew(state);
    }
    // Only at its end does a stream prove that it arrived whole and right: nothing of one that did not get there is
    // believed. This one is read from its beginning, and compared with what that left behind.
    const counts = { ...countsOf(state), readBytes: 0 };
    const compareBelow = Math.min(state.upTo, state.uncertainFrom);
    await this.journal.durable(state.round, 0, counts);
    return { from: 0, counts, policy: { fresh: false, compareBelow } };
  }

  /** @returns the part if the source can tell what has changed of it */
  async #carry(part: CarriedPart | null): Promise<CarriedPart | null> {
    const pages = part === null ? null : ((await this.job.tracking?.changesSince(part.since)) ?? null);
    if (part === null || pages === null) return null;
    this.#carried = { upTo: part.upTo, pages };
    return part;
  }

  async #beginAnew({ round, full, changeId }: RoundState): Promise<RoundStart> {
    const key = this.job.roundKey;
    await this.journal.begin({ round, key, full, fresh: false, ...(changeId === undefined ? {} : { changeId }) });
    return { from: 0, counts: { changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0 }, policy: wholly };
  }

  /** A volume may be larger than its disk, and hold the bytes of a former owner there. The round's flush covers it. */
  async zeroTail(): Promise<void> {
    const { capacityBytes } = this.job;
    const { sink } = this.opened();
    if (sink.size > capacityBytes) await sink.zero(capacityBytes, sink.size - capacityBytes, this.signal);
  }

  #startAt(state: RoundState): RoundStart {
    const compareBelow = this.journal.complete ? state.uncertainFrom : 0;
    return { from: state.upTo, counts: countsOf(state), policy: { fresh: state.fresh, compareBelow } };
  }

  base(
    from: number,
  ): Pick<RoundRun, 'source' | 'gate' | 'capacityBytes' | 'plan' | 'sink' | 'ledger' | 'blocks' | 'rate' | 'hooks'> {
    const { source, sink } = this.opened();
    const { extents, capacityBytes } = this.job;
    const plan: RoundRun['plan'] = (signal, pool) => {
      if (source.kind === 'stream') return planStream(source.source, pool, signal);
      if (extents === 'all') {
        const carried = this.#carried;
        if (carried === null) return planWhole(source.source, from, signal);
        return planCarried(source.source, { pages: carried.pages, carried: carried.upTo, from }, signal);
      }
      const pages = this.#sample === null ? extents : this.#sample.spare(extents);
      return planChanges(source.source, pages, from, signal);
    };
    const { rate, hooks } = this.#context;
    const direct =
      source.kind === 'stream' ? { source: null, gate: null } : { source: source.source, gate: source.gate };
    return { ...direct, capacityBytes, plan, sink, ledger: this.ledger, blocks: this.blocks, rate, hooks };
  }

  /** Reads again what the source called unchanged. Null: nothing was asked for. */
  async audit(root: string): Promise<AuditOutcome | null> {
    const { round, roundKey, capacityBytes, extents, audit } = this.job;
    const { source } = this.opened();
    const full = extents !== 'all' && audit === 'full';
    if (source.kind === 'stream' || (!full && this.#sample === null)) return null;
    const { rate, hooks } = this.#context;
    // The snapshot does not change, nor what the ledger says under one root.
    const bound = { version: 1, round, roundKey, capacityBytes, root, audit };
    await using cursor = await openAuditCursor(this.#context.files.audit, bound);
    const run = { source: source.source, gate: source.gate, ledger: this.ledger, rate, hooks, cursor };
    if (full) {
      const blocks = everyBlock(capacityBytes, auditBlockBytes);
      return await auditRanges(blocks, { ...run, blockBytes: auditBlockBytes, plannedBytes: capacityBytes });
    }
    const ranges = [...(this.#sample?.ranges() ?? [])];
    return await auditRanges(ranges, { ...run, blockBytes: leafBytes, plannedBytes: ranges.length * leafBytes });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

async function openSession(job: CopyJob, context: CopyContext): Promise<CopySession> {
  await using stack = new AsyncDisposableStack();
  await prepareFolder(context.files);
  const lock = stack.use(await holdLock(`volume ${context.volume.path}`, job.epoch));
  const hooks = { ...context.hooks, signal: AbortSignal.any([context.hooks.signal, lock.lost]) };
  setMaxListeners(0, hooks.signal);
  const { path, mark } = context.volume;
  const { migrationId, diskId, capacityBytes } = job;
  const identity = { migrationId, diskId, capacityBytes, path, mark };
  if (job.extents === 'all') await forgetSmaller(context.files, identity);
  const journal = await Journal.open(context.files.journal, identity);
  stack.defer(() => journal.close());
  await journal.enter(job.epoch);
  // The ledger is made before the first round: one that is missing later was lost, and an empty one would lie.
  if (journal.begun && !(await exists(context.files.ledger))) {
    throw new DroverError('transfer.journal-mismatch', `The ledger of disk ${diskId} is gone, its journal is not.`);
  }
  const ledger = await Ledger.open(context.files.ledger, capacityBytes);
  stack.defer(() => ledger.close());
  const blocks = stack.use(await BlockRecord.open(context.files.blocks, capacityBytes));
  await syncFolder(context.files.folder);
  return new CopySession({ asked: job, context: { ...context, hooks }, journal, ledger, blocks, stack: stack.move() });
}

/** The comparison of the whole disk, where the journal has one of the same snapshot: a delta would give it up. */
function inPlaceOf(asked: CopyJob, journal: Journal): CopyJob {
  const { extents, wholeKey, round } = asked;
  if (extents === 'all' || wholeKey === undefined || journal.round(round)?.key !== wholeKey) return asked;
  return { ...asked, extents: 'all', roundKey: wholeKey };
}

/** What was read back of the volume is true until somebody writes. */
async function forgetCompared({ verify, folder }: DiskFiles): Promise<void> {
  if (!(await exists(verify))) return;
  await rm(verify);
  await syncFolder(folder);
}

function named({ round, roundKey }: CopyJob) {
  return { round, key: roundKey };
}

async function* toAsync<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}
