/** Storage types whose volumes are files below a folder; all others are block volumes without an extension. */
const fileStorages = new Set(['dir', 'nfs', 'cifs', 'cephfs', 'btrfs', 'glusterfs']);

export function holdsFiles(storageType: string): boolean {
  return fileStorages.has(storageType);
}

/** Formats that a storage of this type can hold for sure, preferred first: raw needs no tool between us and the bytes. */
export function formatsOf(storageType: string): ('raw' | 'qcow2')[] {
  return holdsFiles(storageType) && storageType !== 'btrfs' ? ['raw', 'qcow2'] : ['raw'];
}

/** Name under which `POST content` is asked for a disk, and the volume id that it then has. */
export function diskVolume(request: {
  storage: string;
  storageType: string;
  vmid: number;
  index: number;
  format: 'raw' | 'qcow2';
}): { fileName: string; volume: string } {
  const { storage, storageType, vmid, index, format } = request;
  const name = `vm-${vmid}-disk-${index}`;
  if (!holdsFiles(storageType)) return { fileName: name, volume: `${storage}:${name}` };
  const fileName = `${name}.${format}`;
  return { fileName, volume: `${storage}:${vmid}/${fileName}` };
}

export function storageOf(volume: string): string {
  return volume.slice(0, Math.max(0, volume.indexOf(':')));
}
