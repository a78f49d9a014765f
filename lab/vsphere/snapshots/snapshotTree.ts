import type { Machine } from '../machines/machine.ts';
import { type Data, ref } from '../vim/values.ts';
import type { MachineSnapshot } from './machineSnapshot.ts';

/** `VirtualMachine.snapshot`; unset when there are none. */
export function snapshotInfo(machine: Machine): Data | undefined {
  const roots = machine.snapshots.filter((snapshot) => snapshot.parent === undefined);
  if (roots.length === 0) return undefined;
  const current = machine.hidesCurrentSnapshot ? undefined : machine.currentSnapshot;
  return {
    $type: 'VirtualMachineSnapshotInfo',
    currentSnapshot: current === undefined ? undefined : ref('VirtualMachineSnapshot', current),
    rootSnapshotList: roots.map(treeNode),
  };
}

function treeNode(snapshot: MachineSnapshot): Data {
  return {
    $type: 'VirtualMachineSnapshotTree',
    snapshot: snapshot.ref,
    vm: snapshot.machine.ref,
    name: snapshot.name,
    description: snapshot.description,
    id: snapshot.number,
    createTime: snapshot.createdAt,
    state: snapshot.state,
    quiesced: snapshot.quiesced,
    childSnapshotList: snapshot.children().map(treeNode),
    replaySupported: false,
  };
}
