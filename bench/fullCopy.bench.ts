import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, median, seconds } from './bench.ts';
import { freshVolume, GiB, MiB, runTool, unwatched, withSource } from './benchDisk.ts';

const runs = 5;
const size = 4 * GiB;

/** NBD to a raw file, half of the disk sparse; ours keeps ledger and journal and ends durable. */
export const bench: Bench = {
  name: 'full copy',
  run: () =>
    withSource({ size, stride: 16 * MiB }, async (folder, source) => {
      const stateDir = join(folder, 'state');
      const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
      const path = join(folder, 'target.raw');
      const copy = async (run: number) => {
        const target = await freshVolume(path, size);
        const identity = { migrationId: `bench-${run}`, diskId: 'd', capacityBytes: size };
        const round = { round: 0, kind: 'baseline' as const, roundKey: 'k', extents: 'all' as const };
        const job = { ...identity, ...round, source: source.location, target, bytesPerSecond: undefined };
        return seconds(() => transfer.copy(job, unwatched()));
      };
      const peer = async (...more: string[]) => {
        await rm(path, { force: true });
        return seconds(() => runTool('nbdcopy', ...more, source.uri, path));
      };
      const hashing = async () => {
        const copied = await peer('--flush');
        return copied + (await seconds(() => runTool('sha256sum', path)));
      };
      await copy(-1);
      const times = { ours: [] as number[], plain: [] as number[], flushed: [] as number[], hashed: [] as number[] };
      for (let run = 0; run < runs; run += 1) {
        times.plain.push(await peer());
        times.ours.push(await copy(run));
        times.flushed.push(await peer('--flush'));
        times.hashed.push(await hashing());
      }
      const ours = median(times.ours);
      const row = (peerName: string, values: number[], aim: string) => {
        const other = median(values);
        return {
          what: `${size / GiB} GiB, half sparse`,
          ours,
          peer: other,
          peerName,
          ratio: other / ours,
          aim,
          unit: 's',
          runs,
        };
      };
      return [
        row('nbdcopy (left in the page cache)', times.plain, 'at least 0.5'),
        row('nbdcopy --flush', times.flushed, 'at least 0.5'),
        row('nbdcopy --flush, then sha256sum', times.hashed, 'at least 1'),
      ];
    }),
};
