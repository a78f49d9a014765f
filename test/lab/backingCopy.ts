import { open } from 'node:fs/promises';
import type { BackedDisk, LabExtent, VmBacking } from '../../lab/vsphere/vmBacking.ts';

/** Writes a snapshot's bytes into an image file: all that is allocated, or the given extents only. */
export async function copySnapshot(
  backing: VmBacking,
  snapshot: string,
  disk: BackedDisk,
  image: string,
  extents?: readonly LabExtent[],
): Promise<number> {
  const wanted = extents ?? (await backing.allocatedExtents(disk.key, snapshot));
  const file = await open(image, extents === undefined ? 'w' : 'r+');
  try {
    await file.truncate(disk.capacityBytes);
    let copied = 0;
    for (const { start, length } of wanted) {
      const bytes = await backing.readSnapshot(snapshot, disk.key, start, length);
      await file.write(bytes, 0, length, start);
      copied += length;
    }
    return copied;
  } finally {
    await file.close();
  }
}
