import { join } from 'node:path';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, inTurns, seconds, timeRow } from './bench.ts';
import { freshVolume, GiB, MiB, runTool, unwatched, wholeDisk } from './benchDisk.ts';
import { withSource } from './nbdkitServer.ts';

const runs = 5;
const size = 4 * GiB;

/**
 * Reading a copied volume back, every leaf compared with the ledger, against one checksum of the same file: by sha256sum,
 * which in Debian 12 leaves the processor's own instructions for it unused, and by openssl, which uses them.
 */
export const bench: Bench = {
  name: 'verification',
  run: () =>
    withSource({ size, stride: 16 * MiB }, async (folder, source) => {
      const path = join(folder, 'target.raw');
      const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
      const job = { migrationId: 'bench', diskId: 'd', capacityBytes: size, target: await freshVolume(path, size) };
      await transfer.copy({ ...wholeDisk, ...job, source: source.location }, unwatched());
      const ours = async () => {
        await forgetPages(path);
        return seconds(async () => {
          const { mismatches } = await transfer.verify(job, unwatched());
          if (mismatches.length > 0) throw new Error('The copy differs from its ledger.');
        });
      };
      const peer =
        (program: string, ...options: string[]) =>
        async () => {
          await forgetPages(path);
          return seconds(() => runTool(program, ...options, path));
        };
      const openssl = peer('openssl', 'dgst', '-sha256');
      const took = await inTurns(runs, { sha256sum: peer('sha256sum'), ours, openssl });
      const what = `${size / GiB} GiB, half sparse, nothing of it in the page cache`;
      const row = (peerName: 'sha256sum' | 'openssl', aim: string) =>
        timeRow({ what, ours: took.ours, peer: took[peerName], peerName, aim, runs });
      return [row('sha256sum', 'at least 1'), row('openssl', 'nothing; to compare with')];
    }),
};

/** Has the kernel drop what it keeps of the file in memory, the way that the manual of dd tells. */
async function forgetPages(path: string): Promise<void> {
  await runTool('dd', `of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0');
}
