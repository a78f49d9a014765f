import { fileStem, type Machine, machineDisk } from './machine.ts';
import { controllerKey, diskAddress, diskKey, type MachineDisk } from './machineDisk.ts';

/** The unit of a SCSI controller that the controller itself takes. */
const reservedUnit = 7;

/** Hot-adds an empty disk beside the first one. Only where the backing can. */
export async function addDisk(machine: Machine, capacityBytes: number): Promise<void> {
  const [first] = machine.disks;
  if (first === undefined) return;
  const spec = { controller: first.spec.controller, unit: freeUnit(machine, first), capacityBytes };
  const added = machineDisk(machine, spec, machine.disks.length);
  await machine.backing.attach?.({ key: added.key, capacityBytes });
  machine.disks.push(added);
  machine.touch();
}

/** Gives a disk the next place at its controller. A disk that is there already takes the place that becomes free. */
export function moveDisk(machine: Machine, disk: MachineDisk): void {
  const { controller, unit } = disk.spec;
  const other = machine.disks.find((one) => one !== disk && one.spec.controller === controller);
  const key = disk.key;
  const place = other?.spec.unit ?? freeUnit(machine, disk);
  setPlace(machine, disk, place);
  if (other !== undefined) setPlace(machine, other, unit);
  machine.backing.exchange?.(key, disk.key);
  machine.touch();
}

/** Renames every file as storage vMotion does; nothing else of the disks changes. */
export function relocateFiles(machine: Machine): void {
  const { datastores } = machine.placement.datacenter;
  const { datastore } = machine.placement;
  const other = datastores.find((one) => one !== datastore && one.spec.type !== 'vsan');
  machine.placement.datastore = other ?? datastore;
  const former = machine.directory;
  machine.directory = `${former}_moved`;
  const stem = fileStem(machine.spec.name);
  for (const disk of machine.disks) {
    disk.files = disk.files.map((file) => {
      const name = file.slice(former.length + 1);
      return `${machine.directory}/${name.startsWith(stem) ? `${stem}-moved${name.slice(stem.length)}` : name}`;
    });
  }
  machine.touch();
}

function setPlace(machine: Machine, disk: MachineDisk, unit: number): void {
  const controller = machine.spec.controllers[disk.spec.controller];
  if (controller === undefined) return;
  disk.spec = { ...disk.spec, unit };
  disk.key = diskKey(controller, unit);
  disk.controllerKey = controllerKey(controller);
  disk.address = diskAddress(controller, unit);
}

function freeUnit(machine: Machine, beside: MachineDisk): number {
  const { controller } = beside.spec;
  const taken = new Set(
    machine.disks.filter(({ spec }) => spec.controller === controller).map(({ spec }) => spec.unit),
  );
  for (let unit = 0; ; unit += 1) if (unit !== reservedUnit && !taken.has(unit)) return unit;
}
