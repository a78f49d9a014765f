import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Qmp } from '../qemu/qmp.ts';
import type { NodeExports } from './qemuBackingExports.ts';
import { diskNode, fleecePath } from './qemuBackingMachine.ts';
import type { DirtyPeriods } from './qemuBackingTracking.ts';
import type { BackedDisk } from './vmBacking.ts';

const run = promisify(execFile);

interface Frozen {
  id: string;
  /** Names its nodes and files; ids may be long, and come again. */
  number: number;
  /** Its reader has dropped it, but an older frozen state still stands on it. */
  dropped: boolean;
}

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

  const startJobs = (state: Frozen, moment: number) => {
    const backups = disks.map(({ key }) => {
      const target = fleeceNode(state, key);
      return {
        type: 'blockdev-backup',
        data: { 'job-id': target, device: diskNode(key), target, sync: 'none' },
      };
    });
    return monitor.execute('transaction', { actions: [...periods.begin(moment), ...backups] });
  };
  const freeze = async (snapshot: string, moment: number) => {
    if (find(snapshot)) throw new Error(`Snapshot ${snapshot} exists already`);
    const older = states.at(-1);
    const state = { id: snapshot, number: nextNumber++, dropped: false };
    try {
      for (const disk of disks) await addFleece(parts, fleeceNode(state, disk.key), disk);
      if (older === undefined) {
        await startJobs(state, moment);
      } else {
        // A disk feeds one job at a time. With the processor stopped, nothing is written between the two.
        await parts.whileStopped(async () => {
          for (const { key } of disks) {
            await cancelJob(monitor, fleeceNode(older, key));
            await restack(dir, monitor, fleeceNode(older, key), fleeceNode(state, key));
          }
          await startJobs(state, moment);
        });
      }
    } catch (error) {
      if (older === undefined)
        for (const { key } of disks) await removeFleece(parts, fleeceNode(state, key)).catch(() => {});
      throw error;
    }
    states.push(state);
    periods.begun(moment);
  };
  const drop = async (snapshot: string) => {
    const state = find(snapshot);
    if (state === undefined) return;
    state.dropped = true;
    const newest = states.at(-1);
    while (states[0]?.dropped) {
      const [oldest] = states;
      for (const { key } of disks) {
        const node = fleeceNode(oldest, key);
        if (oldest === newest) await cancelJob(monitor, node);
        await removeFleece(parts, node);
      }
      states = states.slice(1);
    }
  };
  const node = (snapshot: string, diskKey: number) => {
    const state = find(snapshot);
    if (state === undefined)
      throw new Error(`The frozen state of snapshot ${snapshot} is lost: its host has restarted`);
    if (!disks.some((disk) => disk.key === diskKey)) throw new Error(`The VM has no disk ${diskKey}`);
    return fleeceNode(state, diskKey);
  };
  return { freeze, drop, node, any: () => states.some((state) => !state.dropped) };
}

function fleeceNode(state: Frozen, diskKey: number): string {
  return `fleece-${state.number}-${diskKey}`;
}

function fleeceNodeOptions(dir: string, name: string, backing: string) {
  const cache = { 'no-flush': true };
  const file = { driver: 'file', filename: fleecePath(dir, name), cache };
  return { driver: 'qcow2', 'node-name': name, cache, file, backing };
}

async function addFleece(parts: FrozenStatesParts, name: string, disk: BackedDisk): Promise<void> {
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', fleecePath(parts.dir, name), String(disk.capacityBytes)]);
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
