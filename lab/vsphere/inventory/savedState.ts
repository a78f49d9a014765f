import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabSnapshotRoots, LabSourceVm } from '../../../contract/lab.ts';
import { faultNumber } from '../../faults/faultSwitch.ts';
import type { Machine } from '../machines/machine.ts';
import { activateTracking } from '../tracking/activation.ts';
import type { World } from '../world.ts';
import { type SavedSnapshots, savedSnapshots } from './savedSnapshots.ts';

/** What of a machine outlives the lab's process. Change tracking does not: a restart is a host crash. */
export interface SavedMachine {
  name: string;
  annotation: string;
  power: LabSourceVm['power'];
  powerHistory: LabSourceVm['powerHistory'];
  changeTracking: boolean;
  extraConfig: Record<string, string>;
  capacities: Record<number, number>;
  roots: LabSnapshotRoots[];
  snapshots: SavedSnapshots;
}

export interface SavedState {
  generation: number;
  instanceUuid: string;
  machines: Record<string, SavedMachine>;
}

export function loadState(directory: string): SavedState | undefined {
  const file = join(directory, 'state.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SavedState) : undefined;
}

/**
 * Saves after every change, before anybody is told of it over the network: what vCenter has answered outlives a kill.
 * @returns a function that ends it with a last saving
 */
export function keepState(
  directory: string,
  world: World,
  { generation, forgetful, asleep }: { generation: number; forgetful: boolean; asleep: ReadonlySet<string> },
): () => void {
  let waiting = false;
  const save = () => saveState(directory, world, { generation, asleep });
  save();
  if (forgetful) return save;
  const forget = world.onLastingChange(() => {
    if (waiting) return;
    waiting = true;
    setImmediate(() => {
      if (!waiting) return;
      waiting = false;
      save();
    });
  });
  // Not every change of a machine is told.
  const saving = setInterval(save, 1000);
  saving.unref();
  return () => {
    forget();
    waiting = false;
    clearInterval(saving);
    save();
  };
}

/** Replaces the file in one step, so that a kill leaves the old or the new one. */
function saveState(
  directory: string,
  world: World,
  { generation, asleep }: { generation: number; asleep: ReadonlySet<string> },
): void {
  const machines = [...world.machines.values()].map((machine) => {
    const saved = savedMachine(machine);
    // At a start that wakes it, it is what it was.
    return [machine.id, asleep.has(machine.name) ? { ...saved, power: 'poweredOn' as const } : saved] as const;
  });
  const state: SavedState = { generation, instanceUuid: world.instanceUuid, machines: Object.fromEntries(machines) };
  const file = join(directory, 'state.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 1)}\n`);
  renameSync(`${file}.new`, file);
}

function savedMachine(machine: Machine): SavedMachine {
  return {
    name: machine.name,
    annotation: machine.annotation,
    power: machine.power(),
    powerHistory: machine.powerHistory,
    changeTracking: machine.changeTracking,
    extraConfig: Object.fromEntries(machine.extraConfig),
    capacities: Object.fromEntries(machine.disks.map((disk) => [disk.key, disk.capacityBytes])),
    roots: machine.roots,
    snapshots: savedSnapshots(machine),
  };
}

/** Follows a machine's power: history, stun, and the operator who cannot leave it off. */
export function keepMachineState(world: World, machine: Machine): void {
  machine.backing.onPowerChange((power) => {
    machine.recordPower();
    world.events.power(machine);
    if (power === 'poweredOn') activateTracking(machine);
    const meddler =
      power === 'poweredOff' ? world.faults.strike('vm-power-on-after-off', { vm: machine.id }) : undefined;
    if (meddler !== undefined) {
      setTimeout(() => void machine.backing.powerOn(), faultNumber(meddler, 'milliseconds', 0)).unref();
    }
    world.changed();
  });
}
