import type { LabSourceVm } from '../../../contract/lab.ts';
import type { Machine } from '../machines/machine.ts';
import type { World } from '../world.ts';

/** By reference id, or by a name that only one machine has. */
export function findMachineByIdOrName(world: World, idOrName: string): Machine | undefined {
  const byId = world.machines.get(idOrName);
  if (byId !== undefined) return byId;
  const named = [...world.machines.values()].filter((machine) => machine.name === idOrName);
  return named.length === 1 ? named[0] : undefined;
}

/** Waits for roots that are still being computed. */
export async function sourceVm(machine: Machine): Promise<LabSourceVm> {
  for (const snapshot of machine.snapshots) await snapshot.roots?.catch(() => undefined);
  return {
    id: machine.id,
    name: machine.name,
    backing: machine.backing.kind,
    power: machine.power(),
    powerHistory: machine.powerHistory,
    snapshots: machine.snapshots.map((snapshot) => snapshot.name),
    lastSequenceWritten: machine.backing.lastSequenceWritten(),
    roots: machine.roots,
  };
}
