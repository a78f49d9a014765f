import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openBody } from '../http/openBody.ts';
import type { ExportLocation } from '../ports/diskLocation.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, inTurns, seconds, timeRow } from './bench.ts';
import { freshVolume, GiB, MiB, makeStripedDisk, runTool, unwatched, wholeDisk } from './benchDisk.ts';
import { withFolder } from './benchFolder.ts';
import { type NginxServer, withNginx } from './nginxServer.ts';

const runs = 5;
const size = GiB;

/**
 * A stream-optimised VMDK behind nginx to a raw volume while it comes, durable at the end, against a download to a
 * scratch file that is converted then and left in the page cache.
 */
export const bench: Bench = {
  name: 'nfc export',
  run: () =>
    withFolder(async (folder) => {
      await makeExport(folder);
      return withNginx(folder, async (server) => {
        const url = `${server.origin}/disk.vmdk`;
        const path = join(folder, 'target.raw');
        const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
        const ours = async (run: number) => {
          const target = await freshVolume(path, size);
          const job = { ...wholeDisk, migrationId: `bench-${run}`, diskId: 'd', capacityBytes: size, target };
          return seconds(() => transfer.copy({ ...job, source: exportOf(url, server) }, unwatched()));
        };
        const peer = async () => {
          await rm(path, { force: true });
          const scratch = join(folder, 'scratch.vmdk');
          const took = await seconds(async () => {
            await runTool('curl', '--silent', '--fail', '--insecure', '--output', scratch, url);
            await runTool('qemu-img', 'convert', '-f', 'vmdk', '-O', 'raw', scratch, path);
          });
          await rm(scratch);
          return took;
        };
        const took = await inTurns(runs, { peer, ours });
        const what = `${size / GiB} GiB, half sparse, data that compresses 2:1`;
        return [timeRow({ what, ...took, peerName: 'curl, then qemu-img convert', aim: 'at least 1.5', runs })];
      });
    }),
};

async function makeExport(folder: string): Promise<void> {
  const raw = join(folder, 'disk.raw');
  await makeStripedDisk(raw, { size, stride: 16 * MiB, data: 'half' });
  const format = ['-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized'];
  await runTool('qemu-img', 'convert', ...format, raw, join(folder, 'disk.vmdk'));
  await rm(raw);
}

/** As an export lease gives it, without the lease. */
function exportOf(url: string, server: NginxServer): ExportLocation {
  return {
    transport: 'nfc',
    capacityBytes: size,
    async open(signal) {
      const patience = { silenceMs: 30_000, silence: () => new Error('nginx is silent') };
      const answer = await openBody({ url: new URL(url), tls: server, headers: {}, signal, ...patience });
      if (answer.status !== 200) throw new Error(`nginx answered ${answer.status}.`);
      return {
        body: answer.body,
        lengthBytes: Number(answer.headers.get('content-length')),
        progress: () => undefined,
        complete: () => Promise.resolve(),
        abort: async () => answer.destroy(),
      };
    },
  };
}
