import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabInfo } from '../../contract/lab.ts';
import { withFileLock } from '../fileLock.mjs';
import { cachePath, checkout } from '../setup/checkout.ts';
import { CommandError, runCommand } from '../setup/runCommand.ts';
import { SetupError } from '../setup/setupError.ts';
import { waitForReadyLine } from '../supervisor/readiness.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { DataFolder } from './dataFolder.ts';
import { nodeProcess } from './nodeProcess.ts';

export interface Labs {
  vsphere: LabInfo;
  proxmox: LabInfo;
}

/** A vSphere lab of plain machines, however many. */
export interface LabInventory {
  /** JSON as lab/vsphere/inventory/inventorySpec.ts says. */
  file: string;
}

export interface LabMachines {
  /** Absent: the lab's own inventory with its live guests. */
  inventory?: LabInventory | undefined;
  /** Live guests that are left off this time. */
  asleep?: readonly string[] | undefined;
}

/** Booting guests under emulation on a busy machine takes a while. */
const labReadyMs = 180_000;

/** Builds the demo guests' disks where they are missing, unless there is another inventory, and starts both data centres. */
export async function startLabs(
  supervisor: Supervisor,
  folder: DataFolder,
  { inventory, asleep = [] }: LabMachines,
): Promise<Labs> {
  const proxmox = startLab(supervisor, folder, 'proxmox', []);
  // Told at the end, also when the guests' disks cannot be built: nobody must be left waiting for it.
  const settled = proxmox.catch(() => undefined);
  try {
    if (inventory === undefined) await buildGuests(folder);
    const machines =
      inventory === undefined
        ? ['--guests', folder.labs.guests, ...asleep.flatMap((name) => ['--asleep', name])]
        : ['--inventory', inventory.file, '--forgetful'];
    const vsphere = await startLab(supervisor, folder, 'vsphere', machines);
    return { vsphere, proxmox: await proxmox };
  } finally {
    await settled;
  }
}

/** Where the lab's first node keeps its volumes: all that the mover may open. */
export function proxmoxStorages(folder: DataFolder): string[] {
  return ['dev/pve', 'dev/tiny', 'var/lib/vz', 'mnt/pve'].map((path) => join(folder.labs.proxmox, path));
}

/** One at a time: instances that start together share the cache of Debian's packages. */
async function buildGuests({ labs, logs }: DataFolder): Promise<void> {
  const builder = join(checkout, 'lab', 'guest', 'main.ts');
  const args = [builder, '--cache', cachePath('guest'), '--out', labs.guests];
  try {
    await withFileLock(cachePath('locks', 'guest'), () => runCommand(process.execPath, args));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const log = join(logs, 'lab-guests.log');
    writeFileSync(log, error.output, { mode: 0o600 });
    throw new SetupError(
      "The demo guests' disks could not be built.",
      `Look at ${log}; Debian's packages must be reachable.`,
    );
  }
}

function startLab(supervisor: Supervisor, folder: DataFolder, kind: keyof Labs, args: string[]): Promise<LabInfo> {
  const spec = nodeProcess({
    name: `lab-${kind}`,
    script: join('lab', kind, 'main.ts'),
    args: ['--dir', folder.labs[kind], ...args],
    logs: folder.logs,
  });
  return supervisor.start({ ...spec, stopTimeoutMs: 20_000 }, (ready, started) =>
    waitForReadyLine<LabInfo>(ready, started, labReadyMs),
  );
}
