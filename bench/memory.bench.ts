import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Bench, limitRow, median } from './bench.ts';
import { GiB } from './benchDisk.ts';
import { moverEnvironment } from './moverEnvironment.ts';
import { withSource } from './nbdkitServer.ts';

const size = 100 * GiB;
const limitMiB = 256;

const runs = 5;

/** A process with everything that a mover loads copies a sparse disk of 100 GiB, of which 1 GiB is data. */
export const bench: Bench = {
  name: 'memory',
  run: () =>
    withSource({ size, stride: size / 128 }, async (folder, source) => {
      const program = fileURLToPath(new URL('./copyProcess.ts', import.meta.url));
      const args = [program, source.location.socket, folder, String(size)];
      const peaks: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const { stdout } = await promisify(execFile)(process.execPath, args, { env: moverEnvironment() });
        const { maxRssKiB }: { maxRssKiB: number } = JSON.parse(stdout);
        peaks.push(maxRssKiB / 1024);
        await rm(join(folder, 'state'), { recursive: true, force: true });
      }
      const ours = median(peaks);
      const what = `most memory of a mover that copies ${size / GiB} GiB, sparse`;
      return [limitRow({ what, ours, unit: 'MiB', runs }, limitMiB)];
    }),
};
