import { readFile, stat } from 'node:fs/promises';
import { cpus } from 'node:os';

export interface MachineLoad {
  /** Share of all cores' time that was not idle, of all that ran on the machine. */
  cpu: number;
  /** Share of the time in which the folder's disk had something to do; null where the kernel does not tell. */
  disk: number | null;
}

/** How busy the machine is while the work runs. */
export async function loadDuring(folder: string, work: () => Promise<unknown>): Promise<MachineLoad> {
  const from = performance.now();
  const [cpuBefore, diskBefore] = [busyCpuMs(), await busyDiskMs(folder)];
  await work();
  const ms = performance.now() - from;
  const [cpuAfter, diskAfter] = [busyCpuMs(), await busyDiskMs(folder)];
  const cpu = Math.min(1, (cpuAfter - cpuBefore) / (ms * cpus().length));
  const disk = diskBefore === null || diskAfter === null ? null : Math.min(1, (diskAfter - diskBefore) / ms);
  return { cpu, disk };
}

/** Against the clock and not against the sum of all times: waiting for a disk is in none of these. */
function busyCpuMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** The tenth figure after the name in /proc/diskstats: milliseconds with at least one request (kernel, iostats.rst). */
async function busyDiskMs(folder: string): Promise<number | null> {
  const { dev } = await stat(folder);
  // How Linux packs a device number into the small ones, which all disks have.
  const wanted = [(dev >> 8) & 0xfff, dev & 0xff].join(' ');
  const lines = await readFile('/proc/diskstats', 'utf8').catch(() => '');
  for (const line of lines.split('\n')) {
    const [major, minor, , ...figures] = line.trim().split(/\s+/);
    if (`${major} ${minor}` === wanted) return Number(figures[9]);
  }
  return null;
}
