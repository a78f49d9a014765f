import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, inTurns, seconds, timeRow } from './bench.ts';
import { freshVolume, GiB, MiB, runTool, unwatched, wholeDisk } from './benchDisk.ts';
import { withSource } from './nbdkitServer.ts';

const runs = 5;
const size = 8 * GiB;

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
        const job = { ...wholeDisk, ...identity, source: source.location, target };
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
      const contestants = { plain: () => peer(), ours: copy, flushed: () => peer('--flush'), hashed: hashing };
      const took = await inTurns(runs, contestants);
      const what = `${size / GiB} GiB, half sparse`;
      const row = (peerName: string, peerTook: number, aim: string) =>
        timeRow({ what, ours: took.ours, peer: peerTook, peerName, aim, runs });
      return [
        row('nbdcopy (left in the page cache)', took.plain, 'at least 0.85'),
        row('nbdcopy --flush', took.flushed, 'at least 0.85'),
        row('nbdcopy --flush, then sha256sum', took.hashed, 'at least 1'),
      ];
    }),
};
