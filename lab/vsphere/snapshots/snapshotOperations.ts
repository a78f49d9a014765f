import { machineOf, refuseTemplate } from '../machines/machineOf.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { isData, optionalText, type Ref, textOf } from '../vim/values.ts';
import { notFound, VimFault } from '../vim/vimFault.ts';
import { MachineSnapshot } from './machineSnapshot.ts';
import { consolidate, removeSnapshot } from './removeSnapshot.ts';
import { takeSnapshot } from './takeSnapshot.ts';

export const snapshotOperations: Handlers = {
  CreateSnapshot_Task: (call) => create(call, call.args['quiesce'] === true),
  CreateSnapshotEx_Task: (call) => create(call, isData(call.args['quiesceSpec'])),
  RemoveSnapshot_Task: (call) => {
    const snapshot = snapshotOf(call);
    const machine = machineOf(call);
    return call.world.tasks.onMachine(call, machine, () =>
      removeSnapshot(call.world, snapshot, {
        removeChildren: call.args['removeChildren'] === true,
        consolidate: call.args['consolidate'] !== false,
      }),
    );
  },
  RemoveAllSnapshots_Task: (call) => {
    const machine = machineOf(call);
    const merge = call.args['consolidate'] !== false;
    return call.world.tasks.onMachine(call, machine, async () => {
      for (const snapshot of [...machine.snapshots].reverse()) {
        await removeSnapshot(call.world, snapshot, { removeChildren: false, consolidate: merge });
      }
    });
  },
  ConsolidateVMDisks_Task: (call) => {
    const machine = machineOf(call);
    return call.world.tasks.onMachine(call, machine, () => consolidate(call.world, machine));
  },
  RenameSnapshot: (call) => {
    const snapshot = snapshotOf(call);
    snapshot.name = optionalText(call.args['name']) ?? snapshot.name;
    snapshot.description = optionalText(call.args['description']) ?? snapshot.description;
    call.world.changed();
  },
};

export function snapshotOf(call: Call): MachineSnapshot {
  if (!(call.target instanceof MachineSnapshot)) throw notFound(call.target.ref);
  return call.target;
}

function create(call: Call, quiesce: boolean): Ref {
  const machine = machineOf(call);
  refuseTemplate(machine);
  const name = textOf(call.args['name']);
  if (name === '') throw new VimFault('InvalidName', 'The name of a snapshot must not be empty.', { name });
  if (call.args['memory'] === true && machine.power() === 'poweredOn') {
    throw new VimFault('NotSupported', 'The simulated vCenter takes no snapshots of memory: ask for memory=false.');
  }
  const wish = { name, description: optionalText(call.args['description']) ?? '', quiesce };
  return call.world.tasks.onMachine(call, machine, async () => (await takeSnapshot(call.world, machine, wish)).ref, {
    cancelable: true,
  });
}
