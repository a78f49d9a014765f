import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, type BenchRow, inTurns, median, seconds, timeRow } from './bench.ts';
import { GiB, MiB, runTool, unwatched } from './benchDisk.ts';
import { withMinio } from './minioServer.ts';
import { withSource } from './nbdkitServer.ts';
import { rcloneUpload } from './rcloneUpload.ts';

const runs = 5;
const size = GiB;
const peerName = 'nbdcopy, then qemu-img convert, then rclone';
const artifact = 'migrations/bench/ours.qcow2';
const upload = 'migrations/bench/peer.qcow2';

/**
 * A disk to a qcow2 image in MinIO in one pass, and read back for its checksum, against the same in three steps with
 * two scratch files, not read back.
 */
export const bench: Bench = {
  name: 'staged image',
  run: () =>
    withSource({ size, stride: 16 * MiB, data: 'half' }, (folder, source) =>
      withMinio(folder, async (artifacts, bucket) => {
        const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts });
        let number = 0;
        const sizes = { ours: [] as number[], peer: [] as number[] };
        const ours = async (compression: 'none' | 'zstd') => {
          number += 1;
          const identity = {
            migrationId: `bench-${number}`,
            diskId: 'd',
            capacityBytes: size,
            bytesPerSecond: undefined,
          };
          const job = { ...identity, round: 0, roundKey: 'k', source: source.location, artifact, compression };
          const took = await seconds(async () => {
            sizes.ours.push((await transfer.exportImage(job, unwatched())).artifactBytes);
          });
          await artifacts.delete(artifact);
          return took;
        };
        const peer = async (...options: string[]) => {
          const raw = join(folder, 'scratch.raw');
          const image = join(folder, 'image.qcow2');
          const took = await seconds(async () => {
            await runTool('nbdcopy', source.uri, raw);
            await runTool('qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', ...options, raw, image);
            await rcloneUpload(image, upload, bucket);
          });
          sizes.peer.push((await stat(image)).size);
          await Promise.all([rm(raw), rm(image), artifacts.delete(upload)]);
          return took;
        };
        const rows: BenchRow[] = [];
        for (const compression of ['none', 'zstd'] as const) {
          const options = compression === 'zstd' ? ['-c', '-o', 'compression_type=zstd'] : [];
          const took = await inTurns(runs, { peer: () => peer(...options), ours: () => ours(compression) });
          const what = `${size / GiB} GiB, half sparse, compression ${compression}`;
          const aim = compression === 'none' ? 'at least 2' : 'at least 1.3';
          rows.push(timeRow({ what, ...took, peerName, aim, runs }));
          rows.push(sizeRow(`size of ${what}`, median(sizes.ours.splice(0)), median(sizes.peer.splice(0))));
        }
        return rows;
      }),
    ),
};

function sizeRow(what: string, ours: number, peer: number): BenchRow {
  const ratio = ours / peer;
  return {
    what,
    ours: ours / MiB,
    peer: peer / MiB,
    peerName: 'qemu-img',
    ratio,
    aim: 'at most 1.1',
    unit: 'MiB',
    runs,
  };
}
