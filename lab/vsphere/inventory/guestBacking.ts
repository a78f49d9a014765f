import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Accelerator } from '../../qemu/accelerator.ts';
import type { VmBacking } from '../vmBacking.ts';
import type { MachineSpec } from './inventorySpec.ts';

/** Puts the real sizes of the images into the inventory's entry of a live guest. */
export function withImageSizes(spec: MachineSpec, guests: string): MachineSpec {
  const images = imagesOf(spec, guests);
  return {
    ...spec,
    disks: spec.disks.map((disk, index) => ({ ...disk, capacityBytes: statSync(images[index] ?? '').size })),
  };
}

/** A live QEMU guest for an inventory entry; powered on when it should be. */
export async function guestBacking(options: {
  spec: MachineSpec;
  directory: string;
  /** Folder of the images. */
  guests: string;
  keys: readonly number[];
  poweredOn: boolean;
  accelerator: Accelerator;
}): Promise<VmBacking> {
  const { spec } = options;
  const images = imagesOf(spec, options.guests);
  // Loaded only here: a lab without live guests needs no QEMU.
  const { createQemuBacking } = await import('../qemuBacking.ts');
  const backing = await createQemuBacking({
    dir: options.directory,
    name: spec.name,
    firmware: spec.firmware === 'efi' ? 'uefi' : 'bios',
    disks: options.keys.map((key, index) => ({
      key,
      image: images[index] ?? '',
      bus: spec.controllers[0]?.type === 'VirtualNVMEController' ? 'nvme' : 'pvscsi',
    })),
    memoryMiB: spec.memoryMiB,
    accelerator: options.accelerator,
    mac: spec.nics[0]?.mac ?? '00:50:56:00:00:01',
  });
  if (options.poweredOn) await backing.powerOn();
  return backing;
}

function imagesOf(spec: MachineSpec, guests: string): string[] {
  if (spec.guest === undefined) throw new Error(`${spec.name} is not a live guest`);
  const images = [join(guests, spec.guest.bootImage), join(guests, spec.guest.dataImage)];
  const missing = images.find((image) => !existsSync(image));
  if (missing === undefined) return images;
  throw new Error(
    `The live guest ${spec.name} needs ${missing}: build it with lab/guest/main.ts, or start without --guests`,
  );
}
