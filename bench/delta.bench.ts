import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Extent } from '../ports/extent.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
import { servedBytes } from '../transfer/test/servedBytes.ts';
import { type Bench, type BenchRow, median, seconds } from './bench.ts';
import { freshVolume, GiB, MiB, unwatched } from './benchDisk.ts';
import { type BenchSource, withSource } from './nbdkitServer.ts';

const runs = 5;
const size = 8 * GiB;
const leaf = 64 * 1024;
/** What a plan asks for when it says nothing. */
const standardAudit = { sampleBytes: 16 * MiB };

/** One leaf in a hundred, scattered by a fixed generator, differently each round. */
function scattered(round: number): Extent[] {
  const extents: Extent[] = [];
  let state = round + 1;
  for (let start = 0; start < size; start += 100 * leaf) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    extents.push({ start: start + (state % 99) * leaf, length: leaf });
  }
  return extents.filter((extent) => extent.start + extent.length <= size);
}

async function* pages(extents: Extent[]): AsyncGenerator<Extent[]> {
  for (let at = 0; at < extents.length; at += 2000) yield extents.slice(at, at + 2000);
}

/** A disk full of data, and a migration of it whose rounds can be run one by one. */
function withRounds<T>(filters: string[], work: (rounds: Rounds, folder: string) => Promise<T>): Promise<T> {
  return withSource({ size, stride: 8 * MiB, filters }, async (folder, source) => {
    const target = await freshVolume(join(folder, 'target.raw'), size);
    return work(new Rounds(folder, source, target), folder);
  });
}

class Rounds {
  readonly #transfer;
  readonly #job;
  readonly #folder: string;

  constructor(folder: string, source: BenchSource, target: Awaited<ReturnType<typeof freshVolume>>) {
    this.#folder = folder;
    this.#transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
    const identity = { migrationId: 'bench', diskId: 'd', capacityBytes: size, bytesPerSecond: undefined };
    this.#job = { ...identity, target, source: source.location };
  }

  /** A first copy, into a fresh volume. */
  async full(run: number) {
    const target = await freshVolume(join(this.#folder, 'target.raw'), size);
    const round = { round: 0, kind: 'baseline' as const, roundKey: '0', extents: 'all' as const };
    return this.#transfer.copy({ ...this.#job, target, migrationId: `bench-${run}`, ...round }, unwatched());
  }

  /** Writes other bytes into the source. */
  async change(extents: Extent[]): Promise<void> {
    await using file = await open(join(this.#folder, 'source.raw'), 'r+');
    for (const { start, length } of extents) await file.write(randomBytes(length), 0, length, start);
    // Else the kernel would do it while a delta is measured.
    await file.sync();
  }

  async delta(run: number, { round, extents }: Changed, audit?: { sampleBytes: number }) {
    const changed = { round, kind: 'delta' as const, roundKey: String(round), extents: pages(extents) };
    return this.#transfer.copy({ ...this.#job, migrationId: `bench-${run}`, ...changed, audit }, unwatched());
  }
}

interface Changed {
  round: number;
  extents: Extent[];
}

/** Deltas of 1 % scattered change: what the source serves beyond the change, and the time against full copies. */
export const bench: Bench = {
  name: 'delta',
  run: async () => [...(await withRounds(['log'], readShares)), ...(await withRounds([], times))],
};

async function readShares(rounds: Rounds, folder: string): Promise<BenchRow[]> {
  const log = join(folder, 'reads.log');
  await rounds.full(0);
  const share = async (first: number, audit?: { sampleBytes: number }) => {
    const shares: number[] = [];
    for (let round = first; round < first + runs; round += 1) {
      const before = await servedBytes(log);
      const extents = scattered(round);
      await rounds.change(extents);
      const { changedBytes } = await rounds.delta(0, { round, extents }, audit);
      shares.push(((await servedBytes(log)) - before) / changedBytes);
    }
    return median(shares);
  };
  const row = (what: string, ours: number, aim: string): BenchRow => {
    return { what, ours, peer: 1, peerName: 'bytes changed', ratio: ours, aim, unit: 'read', runs };
  };
  const what = `1 % of ${size / GiB} GiB in scattered leaves`;
  return [
    row(what, await share(1), 'at most 1.1'),
    row(`${what}, with the standard audit`, await share(1 + runs, standardAudit), 'the change and 16 MiB'),
  ];
}

async function times(rounds: Rounds): Promise<BenchRow[]> {
  const took = { full: [] as number[], scattered: [] as number[], single: [] as number[] };
  const timed = async (run: number, changed: Changed) => {
    await rounds.change(changed.extents);
    return seconds(() => rounds.delta(run, changed));
  };
  await rounds.full(0);
  for (let run = 1; run <= runs; run += 1) {
    took.full.push(await seconds(() => rounds.full(run)));
    took.scattered.push(await timed(run, { round: 1, extents: scattered(run) }));
    took.single.push(await timed(run, { round: 2, extents: scattered(run).slice(run, run + 1) }));
  }
  const peer = median(took.full);
  const row = (what: string, ours: number, aim: string): BenchRow => {
    return { what, ours, peer, peerName: 'own full copy', ratio: peer / ours, aim, unit: 's', runs };
  };
  const disk = `${size / GiB} GiB`;
  return [
    row(`1 % of ${disk} in scattered leaves`, median(took.scattered), 'at least 25'),
    row(`one leaf of ${disk}, which is the fixed cost`, median(took.single), 'stated'),
  ];
}
