import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Bench } from './bench.ts';
import { GiB, withSource } from './benchDisk.ts';

const size = 100 * GiB;
const limitMiB = 256;

/** A process that copies a sparse disk of 100 GiB, of which 1 GiB is data. */
export const bench: Bench = {
  name: 'memory',
  run: () =>
    withSource({ size, stride: size / 128 }, async (folder, source) => {
      const program = fileURLToPath(new URL('./copyProcess.ts', import.meta.url));
      const args = [program, source.location.socket, folder, String(size)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { maxRssKiB }: { maxRssKiB: number } = JSON.parse(stdout);
      const ours = maxRssKiB / 1024;
      const what = `most memory of a mover that copies ${size / GiB} GiB, sparse`;
      const aim = `at most ${limitMiB} MiB`;
      return [{ what, ours, peer: limitMiB, peerName: 'limit', ratio: ours / limitMiB, aim, unit: 'MiB', runs: 1 }];
    }),
};
