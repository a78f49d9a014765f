import type { PlatformCredentials } from '../../ports/connections.ts';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';
import { missingPrivileges } from './access/missingPrivileges.ts';
import { takePicture } from './console/takePicture.ts';
import { readAbout } from './facts/readAbout.ts';
import { readFacts } from './facts/readFacts.ts';
import { findByMigration } from './migration/findByMigration.ts';
import { findMarked } from './migration/findMarked.ts';
import { removeByMigration } from './migration/removeByMigration.ts';
import { ProxmoxClient } from './proxmoxClient.ts';
import { allocateVolume } from './storage/allocateVolume.ts';
import { describeVolume } from './storage/describeVolume.ts';
import { fetchImage } from './storage/fetchImage.ts';
import { growVolume } from './storage/growVolume.ts';
import { importImage } from './storage/importImage.ts';
import { deleteImage } from './storage/stagedImages.ts';
import { createShell } from './vm/createShell.ts';
import { define } from './vm/define.ts';
import { guest } from './vm/guest.ts';
import { hardwareOf } from './vm/hardware.ts';
import { hardwareIn } from './vm/hardwareIn.ts';
import { running, start, stop } from './vm/power.ts';
import { readConfig, type VmConfig } from './vm/vmConfig.ts';

/** Proxmox VE 8.2 and later as a target. Nothing is sent before the first call. */
export function createProxmoxPlatform(credentials: PlatformCredentials): TargetPlatform {
  const client = new ProxmoxClient(credentials);
  return {
    kind: 'proxmox',
    about: (signal) => readAbout(client, signal),
    missingPrivileges: (placement, signal) => missingPrivileges(client, placement, signal),
    facts: (signal) => readFacts(client, signal),
    createShell: (request, signal) => createShell(client, request, signal),
    allocateVolume: (vm, request, signal) => allocateVolume(client, vm, request, signal),
    growVolume: (vm, request, signal) => growVolume(client, vm, request, signal),
    describeVolume: (node, volume, signal) => describeVolume(client, node, volume, signal),
    fetchImage: (request, signal, progress) => fetchImage(client, request, signal, progress),
    importImage: (vm, request, signal, progress) => importImage(client, vm, request, signal, progress),
    deleteImage: (node, image, signal) => deleteImage(client, node, image, signal),
    define: (vm, definition, signal) => define(client, vm, definition, signal),
    hardware: async (vm, signal) => hardwareIn(await readConfig(client, vm, signal)),
    // What is written holds no booleans.
    hardwareOf: (definition) => hardwareIn(hardwareOf(definition) as VmConfig),
    start: (vm, signal) => start(client, vm, signal),
    stop: (vm, signal) => stop(client, vm, signal),
    running: (vm, signal) => running(client, vm, signal),
    guest: (vm, signal) => guest(client, vm, signal),
    takePicture: (migrationId, vm, signal) => takePicture(client, { migrationId, vm }, signal),
    findByMigration: (migrationId, signal) => findByMigration(client, migrationId, signal),
    findMarked: (migrationIds, signal) => findMarked(client, migrationIds, signal),
    removeByMigration: (migrationId, signal, options) => removeByMigration(client, migrationId, { ...options, signal }),
    close: () => client.close(),
  };
}
