import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalArtifactStore } from '../storage/localArtifactStore.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, median, seconds } from './bench.ts';
import { GiB, MiB, runTool, unwatched, withSource } from './benchDisk.ts';

const runs = 5;
const size = 2 * GiB;
const noLinks = { sign: () => '' };

/** A disk to a qcow2 image in the local store, checksum included, against the same in two steps with a scratch file. */
export const bench: Bench = {
  name: 'staged image',
  run: () =>
    withSource({ size, stride: 16 * MiB }, async (folder, source) => {
      const artifacts = createLocalArtifactStore(join(folder, 'store'), noLinks);
      const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts });
      const ours = (compression: 'none' | 'zstd') =>
        seconds(async () => {
          const artifact = 'migrations/bench/disk.qcow2';
          const identity = { migrationId: 'bench', diskId: 'd', capacityBytes: size, bytesPerSecond: undefined };
          await transfer.exportImage({ ...identity, source: source.location, artifact, compression }, unwatched());
        });
      const peer = (...options: string[]) =>
        seconds(async () => {
          const raw = join(folder, 'scratch.raw');
          const image = join(folder, 'image.qcow2');
          await runTool('nbdcopy', source.uri, raw);
          await runTool('qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', ...options, raw, image);
          await runTool('sha256sum', image);
          await rm(raw);
          await rm(image);
        });
      const rows = [];
      for (const compression of ['none', 'zstd'] as const) {
        const options = compression === 'zstd' ? ['-c', '-o', 'compression_type=zstd'] : [];
        const times = { ours: [] as number[], peer: [] as number[] };
        for (let run = 0; run < runs; run += 1) {
          times.peer.push(await peer(...options));
          times.ours.push(await ours(compression));
        }
        rows.push({
          what: `${size / GiB} GiB, half sparse, compression ${compression}`,
          ours: median(times.ours),
          peer: median(times.peer),
          peerName: 'nbdcopy, then qemu-img convert, then sha256sum',
          ratio: median(times.peer) / median(times.ours),
          aim: compression === 'none' ? 'at least 2' : 'at least 1.3',
          unit: 's',
          runs,
        });
      }
      return rows;
    }),
};
