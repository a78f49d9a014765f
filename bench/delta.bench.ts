import { join } from 'node:path';
import type { Extent } from '../ports/extent.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, median, seconds } from './bench.ts';
import { freshVolume, GiB, MiB, unwatched, withSource } from './benchDisk.ts';

const runs = 5;
const size = 2 * GiB;
const leaf = 64 * 1024;

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

/** Deltas of 1 % scattered change: what is read beyond the change, and the time against a full copy. */
export const bench: Bench = {
  name: 'delta',
  run: () =>
    withSource({ size, stride: 8 * MiB }, async (folder, source) => {
      const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
      const target = await freshVolume(join(folder, 'target.raw'), size);
      const identity = { migrationId: 'bench', diskId: 'd', capacityBytes: size, bytesPerSecond: undefined, target };
      const job = { ...identity, source: source.location };
      const full = await seconds(() =>
        transfer.copy({ ...job, round: 0, kind: 'baseline', roundKey: '0', extents: 'all' }, unwatched()),
      );
      const times: number[] = [];
      const shares: number[] = [];
      for (let round = 1; round <= runs; round += 1) {
        const extents = scattered(round);
        const delta = { ...job, round, kind: 'delta' as const, roundKey: String(round), extents: pages(extents) };
        const from = performance.now();
        const outcome = await transfer.copy(delta, unwatched());
        times.push((performance.now() - from) / 1000);
        shares.push(outcome.readBytes / outcome.changedBytes);
      }
      const what = `1 % of ${size / GiB} GiB in scattered leaves`;
      const share = median(shares);
      return [
        { what, ours: share, peer: 1, peerName: 'bytes changed', ratio: share, aim: 'at most 1.1', unit: 'read', runs },
        {
          what,
          ours: median(times),
          peer: full,
          peerName: 'own full copy',
          ratio: full / median(times),
          aim: 'at least 25',
          unit: 's',
          runs,
        },
      ];
    }),
};
