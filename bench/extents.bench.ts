import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, limitRow, median } from './bench.ts';
import { freshVolume, GiB, KiB, unwatched, wholeDisk } from './benchDisk.ts';
import { withFolder } from './benchFolder.ts';
import { manyExtents } from './manyExtents.ts';
import { moverEnvironment } from './moverEnvironment.ts';
import { nbdLocation, withNbdkit } from './nbdkitServer.ts';

const runs = 5;
const { capacityBytes: size, count, leaves, leafAt } = manyExtents;
/** One changed leaf in so many has data; the others were overwritten with the zeros that they were. */
const dataEach = 8;

/**
 * One delta of a million extents in a process with everything that a mover loads. The volume is watched from outside:
 * before the delta it is one hole, so the first block is written when it begins to take up room.
 */
export const bench: Bench = {
  name: 'many extents',
  run: () =>
    withFolder(async (folder) => {
      const disks = join(folder, 'disks');
      await mkdir(disks);
      await freshVolume(join(disks, 'before'), size);
      await makeChanged(join(disks, 'after'));
      return withNbdkit(folder, ['--readonly', 'file', `dir=${disks}`], async (socket) => {
        const peaks: number[] = [];
        const firsts: number[] = [];
        for (let run = 0; run < runs; run += 1) {
          const { peakMiB, firstWriteSeconds } = await delta(folder, socket);
          peaks.push(peakMiB);
          firsts.push(firstWriteSeconds);
        }
        const what = `a delta of ${count / 1e6} million extents in ${leaves} leaves of ${size / GiB} GiB`;
        return [
          limitRow({ what: `most memory of a mover in ${what}`, ours: median(peaks), unit: 'MiB', runs }, 256),
          limitRow({ what: `until the first block is written in ${what}`, ours: median(firsts), unit: 's', runs }, 2),
        ];
      });
    }),
};

async function delta(folder: string, socket: string): Promise<{ peakMiB: number; firstWriteSeconds: number }> {
  const stateDir = join(folder, 'state');
  await rm(stateDir, { recursive: true, force: true });
  const path = join(folder, 'target.raw');
  const target = await freshVolume(path, size);
  const identity = { migrationId: 'bench', diskId: 'd', capacityBytes: size };
  const source = nbdLocation(socket, size, 'before');
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
  await transfer.copy({ ...wholeDisk, ...identity, source, target }, unwatched());
  const program = fileURLToPath(new URL('./extentsProcess.ts', import.meta.url));
  const mover = promisify(execFile)(process.execPath, [program, socket, folder], { env: moverEnvironment() });
  const writtenAt = firstWrite(path, mover);
  const { stdout } = await mover;
  const { startedAt, maxRssKiB }: { startedAt: number; maxRssKiB: number } = JSON.parse(stdout);
  return { peakMiB: maxRssKiB / KiB, firstWriteSeconds: ((await writtenAt) - startedAt) / 1000 };
}

/** When the file first took up room, to a few milliseconds. NaN: never, before the mover ended. */
async function firstWrite(path: string, mover: Promise<unknown>): Promise<number> {
  let running = true;
  const end = () => {
    running = false;
  };
  mover.then(end, end);
  while (running) {
    if ((await stat(path)).blocks > 0) return Date.now();
    await delay(2);
  }
  return Number.NaN;
}

async function makeChanged(path: string): Promise<void> {
  await using file = await open(path, 'w');
  await file.truncate(size);
  const data = Buffer.allocUnsafe(64 * KiB);
  for (let index = 0; index < leaves; index += dataEach) {
    randomFillSync(data);
    await file.write(data, 0, data.length, leafAt(index));
  }
}
