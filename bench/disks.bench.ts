import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, type BenchRow, inTurns, median, seconds, timeRow } from './bench.ts';
import { freshVolume, MiB, makeStripedDisk, unwatched, wholeDisk } from './benchDisk.ts';
import { withFolder } from './benchFolder.ts';
import { loadDuring, type MachineLoad } from './machineLoad.ts';
import { nbdLocation, withNbdkit } from './nbdkitServer.ts';

const runs = 5;
const size = 512 * MiB;
const most = 8;
const counts = [2, 4, most];
const nameOf = (disk: number) => `disk-${disk}`;
/** From this share on something counts as full. */
const full = 0.9;

/** Disks that one mover copies at once against the same disks one after another: of one VM, and of as many VMs. */
export const bench: Bench = {
  name: 'many disks',
  run: () =>
    withFolder(async (folder) => {
      const disks = join(folder, 'disks');
      await mkdir(disks);
      for (let disk = 0; disk < most; disk += 1) {
        await makeStripedDisk(join(disks, nameOf(disk)), { size, stride: 16 * MiB });
      }
      return withNbdkit(folder, ['--readonly', 'file', `dir=${disks}`], async (socket) => {
        const rows: BenchRow[] = [];
        for (const owner of ['one VM', 'as many VMs'] as const) {
          for (const count of counts) rows.push(await rowOf(owner, count, { folder, socket }));
        }
        return rows;
      });
    }),
};

async function rowOf(
  owner: 'one VM' | 'as many VMs',
  count: number,
  { folder, socket }: { folder: string; socket: string },
): Promise<BenchRow> {
  const stateDir = join(folder, 'state', owner, String(count));
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
  /** The copies of one run, not yet begun; each disk gets a fresh volume. */
  const copies = async (run: string) => {
    const jobs = [];
    for (let disk = 0; disk < count; disk += 1) {
      const name = nameOf(disk);
      const target = await freshVolume(join(folder, `${name}.raw`), size);
      const migrationId = owner === 'one VM' ? run : `${run}-${name}`;
      const source = nbdLocation(socket, size, name);
      jobs.push({ ...wholeDisk, migrationId, diskId: name, capacityBytes: size, source, target });
    }
    return jobs.map((job) => () => transfer.copy(job, unwatched()));
  };
  const loads: MachineLoad[] = [];
  const took = await inTurns(runs, {
    async peer(run) {
      const each = await copies(`turn-${run}`);
      return seconds(async () => {
        for (const copy of each) await copy();
      });
    },
    async ours(run) {
      const each = await copies(`once-${run}`);
      return seconds(async () => {
        loads.push(await loadDuring(folder, () => Promise.all(each.map((copy) => copy()))));
      });
    },
  });
  const what = `${count} disks of ${owner} at once (${size / MiB} MiB each, half sparse; ${describe(loads)})`;
  return timeRow({ what, ...took, peerName: 'one after another', aim: 'at least 1', runs });
}

/** What was full, by the medians. */
function describe(loads: MachineLoad[]): string {
  const cpu = median(loads.map((load) => load.cpu));
  const disk = median(loads.map((load) => load.disk ?? Number.NaN));
  const parts = [...(cpu >= full ? ['CPU'] : []), ...(disk >= full ? ['disk'] : [])];
  const percent = (share: number) => (Number.isNaN(share) ? 'unknown' : `${Math.round(share * 100)} %`);
  return `full: ${parts.join(' and ') || 'nothing'}; CPU ${percent(cpu)}, disk ${percent(disk)} busy`;
}
