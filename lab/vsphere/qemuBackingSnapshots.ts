import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Qmp } from '../qemu/qmp.ts';
import type { NodeExports } from './qemuBackingExports.ts';
import { type Frozen, fleeceName, fleecePath, writeFrozenList } from './qemuBackingFrozenList.ts';
import { diskNode } from './qemuBackingMachine.ts';
import type { DirtyPeriods } from './qemuBackingTracking.ts';
import type { BackedDisk } from './vmBacking.ts';

const run = promisify(execFile);

/**
 * The frozen states of a VM's disks. Each is a small "fleecing" image: QEMU copies a block into it before the guest
 * overwrites that block (a backup job with sync=none), and everything else shines through from what it stands on.
 * Only the newest one stands on the disk itself and is fed by a job; an older one stands on the next newer, which
 * holds whatever has changed since the older one was fed last.
 */
export interface FrozenStates {
  /** @throws Error when the VM has such a snapshot already */
  freeze(snapshot: string, moment: number): Promise<void>;
  drop(snapshot: string): Promise<void>;
  /** The node to read a disk as of a snapshot. @throws Error when its frozen state is lost */
  node(snapshot: string, diskKey: number): string;
  any(): boolean;
  /** Ids, oldest first. */
  ids(): string[];
  /** Takes over what a former process froze, oldest first, before this one writes. */
  restore(left: readonly Frozen[], nextNumber: number): Promise<void>;
}

export interface FrozenStatesParts {
  dir: string;
  monitor: Qmp;
  exports: NodeExports;
  periods: DirtyPeriods;
  disks: readonly BackedDisk[];
  /** Runs while no processor of the guest runs. */
  whileStopped(work: () => Promise<void>): Promise<void>;
}

export function createFrozenStates(parts: FrozenStatesParts): FrozenStates {
  const { dir, monitor, periods, disks } = parts;
  // Oldest first.
  let states: Frozen[] = [];
  let nextNumber = 1;
  const find = (snapshot: string) => states.find((state) => state.id === snapshot && !state.dropped);

  const save = () => writeFrozenList(dir, { states, nextNumber });
  const startJobs = (state: Frozen, period: { type: string; data: Record<string, unknown> }[]) => {
    const backups = disks.map(({ key }) => {
      const target = fleeceName(state, key);
      return {
        type: 'blockdev-backup',
        data: { 'job-id': target, device: diskNode(key), target, sync: 'none' },
      };
    });
    return monitor.execute('transaction', { actions: [...period, ...backups] });
  };
  const restore = async (left: readonly Frozen[], number: number) => {
    nextNumber = number;
    if (left.length === 0) return save();
    // A new job would save blocks again that changed before: it gets an image of its own, under those that there are.
    const fresh = { id: '', number: nextNumber++, dropped: true };
    for (const disk of disks) await addFleece(parts, fleeceName(fresh, disk.key), disk);
    states = [...left, fresh];
    for (let at = left.length - 1; at >= 0; at -= 1) {
      for (const { key } of disks) {
        const [name, below] = [states[at], states[at + 1]].map((state) => state && fleeceName(state, key));
        if (name && below) await monitor.execute('blockdev-add', fleeceNodeOptions(dir, name, below));
      }
    }
    save();
    await startJobs(fresh, []);
  };
  const freeze = async (snapshot: string, moment: number) => {
    if (find(snapshot)) throw new Error(`Snapshot ${snapshot} exists already`);
    const older = states.at(-1);
    const state = { id: snapshot, number: nextNumber++, dropped: false };
    try {
      for (const disk of disks) await addFleece(parts, fleeceName(state, disk.key), disk);
      if (older === undefined) {
        await startJobs(state, periods.begin(moment));
      } else {
        // A disk feeds one job at a time. With the processor stopped, nothing is written between the two.
        await parts.whileStopped(async () => {
          for (const { key } of disks) {
            await cancelJob(monitor, fleeceName(older, key));
            await restack(dir, monitor, fleeceName(older, key), fleeceName(state, key));
          }
          await startJobs(state, periods.begin(moment));
        });
      }
    } catch (error) {
      if (older === undefined)
        for (const { key } of disks) await removeFleece(parts, fleeceName(state, key)).catch(() => {});
      throw error;
    }
    states.push(state);
    save();
    periods.begun(moment);
  };
  const drop = async (snapshot: string) => {
    const state = find(snapshot);
    if (state === undefined) return;
    state.dropped = true;
    save();
    const newest = states.at(-1);
    while (states[0]?.dropped) {
      const [oldest] = states;
      for (const { key } of disks) {
        const node = fleeceName(oldest, key);
        if (oldest === newest) await cancelJob(monitor, node);
        await removeFleece(parts, node);
      }
      states = states.slice(1);
      save();
    }
  };
  const node = (snapshot: string, diskKey: number) => {
    const state = find(snapshot);
    if (state === undefined)
      throw new Error(`The frozen state of snapshot ${snapshot} is lost: its host has restarted`);
    if (!disks.some((disk) => disk.key === diskKey)) throw new Error(`The VM has no disk ${diskKey}`);
    return fleeceName(state, diskKey);
  };
  const ids = () => states.filter((state) => !state.dropped).map(({ id }) => id);
  return { freeze, drop, node, any: () => ids().length > 0, ids, restore };
}

function fleeceNodeOptions(dir: string, name: string, backing: string) {
  const cache = { 'no-flush': true };
  const file = { driver: 'file', filename: fleecePath(dir, name), cache };
  return { driver: 'qcow2', 'node-name': name, cache, file, backing };
}

async function addFleece(parts: FrozenStatesParts, name: string, disk: BackedDisk): Promise<void> {
  // The dirty flag of lazy refcounts tells the next process whether this one has closed the image.
  const options = ['-q', '-f', 'qcow2', '-o', 'lazy_refcounts=on'];
  await run('qemu-img', ['create', ...options, fleecePath(parts.dir, name), String(disk.capacityBytes)]);
  await parts.monitor.execute('blockdev-add', fleeceNodeOptions(parts.dir, name, diskNode(disk.key)));
}

async function removeFleece(parts: FrozenStatesParts, name: string): Promise<void> {
  await parts.exports.forget(name);
  await parts.monitor.execute('blockdev-del', { 'node-name': name });
  await rm(fleecePath(parts.dir, name), { force: true });
}

async function restack(dir: string, monitor: Qmp, name: string, backing: string): Promise<void> {
  await monitor.execute('blockdev-reopen', { options: [fleeceNodeOptions(dir, name, backing)] });
}

async function cancelJob(monitor: Qmp, id: string): Promise<void> {
  const gone = monitor.nextEvent(
    (event) => event.name === 'JOB_STATUS_CHANGE' && event.data['id'] === id && event.data['status'] === 'null',
  );
  gone.catch(() => {});
  await monitor.execute('block-job-cancel', { device: id });
  await gone;
}
