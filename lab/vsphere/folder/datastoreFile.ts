import type { Machine } from '../machines/machine.ts';
import { fileStem } from '../machines/machine.ts';
import { dataFileOf, type MachineDisk } from '../machines/machineDisk.ts';
import type { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import { descriptorText, vmxText } from './machineFiles.ts';

/** A file of a machine on a datastore. */
export type DatastoreFile =
  | { kind: 'text'; machine: Machine; text: string }
  | { kind: 'disk'; machine: Machine; disk: MachineDisk; size: number; name: string };

/** The file cannot be opened now, e.g. because the running machine holds it. */
export class FileRefused extends Error {
  override name = 'FileRefused';
}

/** Names of all files in a machine's folder. */
export function fileNames(machine: Machine): string[] {
  const names = machine.disks.flatMap((disk) => disk.files.flatMap((file) => [file, dataFileOf(disk, file)]));
  return [`${fileStem(machine.spec.name)}.vmx`, ...names.map((name) => name.slice(machine.directory.length + 1))];
}

/** @returns undefined when the machine has no such file */
export function openFile(machine: Machine, name: string): DatastoreFile | undefined {
  if (name === `${fileStem(machine.spec.name)}.vmx`) return { kind: 'text', machine, text: vmxText(machine) };
  const path = `${machine.directory}/${name}`;
  for (const disk of machine.disks) {
    if (disk.files.includes(path)) return { kind: 'text', machine, text: descriptorText(disk, path) };
    const file = disk.files.find((one) => dataFileOf(disk, one) === path);
    if (file === undefined) continue;
    if (machine.placement.datastore.spec.type === 'vsan') return undefined;
    return { kind: 'disk', machine, disk, name, size: sizeOf(machine, disk) };
  }
  return undefined;
}

function sizeOf(machine: Machine, disk: MachineDisk): number {
  const layer = layerOfBase(machine, disk);
  const frozen = layer === undefined ? undefined : machine.snapshot(layer)?.disks.find((one) => one.key === disk.key);
  return frozen?.capacityBytes ?? disk.capacityBytes;
}

/** The snapshot whose bytes a data file holds; undefined when it holds those of this moment. */
export function frozenBy({ machine, disk }: Extract<DatastoreFile, { kind: 'disk' }>): MachineSnapshot | undefined {
  const layer = layerOfBase(machine, disk);
  return layer === undefined ? undefined : machine.snapshot(layer);
}

/** The snapshot that freezes the base file; undefined while the base is written to itself. */
function layerOfBase(machine: Machine, disk: MachineDisk): string | undefined {
  return disk.files.length > 1 ? machine.layers[0] : undefined;
}

/**
 * Reads raw bytes of a data file as they are at this moment.
 * @throws FileRefused
 */
export async function readDataFile(
  file: Extract<DatastoreFile, { kind: 'disk' }>,
  offset: number,
  length: number,
): Promise<Buffer> {
  const { machine, disk, name } = file;
  const base = disk.files[0] ?? '';
  if (disk.spec.encrypted === true) throw new FileRefused(`${name} is encrypted`);
  if (disk.spec.backing === 'rdmPhysical' || disk.spec.backing === 'rdmVirtual') {
    throw new FileRefused(`${name} maps a raw device`);
  }
  if (`${machine.directory}/${name}` !== dataFileOf(disk, base)) {
    const leaf = `${machine.directory}/${name}` === dataFileOf(disk, disk.files.at(-1) ?? '');
    throw new FileRefused(
      leaf && machine.power() === 'poweredOn'
        ? `Failed to lock the file ${name}`
        : `${name} is a delta file, which the simulated datastore does not serve`,
    );
  }
  const layer = layerOfBase(machine, disk);
  if (layer !== undefined) return machine.backing.readSnapshot(layer, disk.key, offset, length);
  if (machine.power() === 'poweredOn') throw new FileRefused(`Failed to lock the file ${name}`);
  return machine.backing.readCurrent(disk.key, offset, length);
}
