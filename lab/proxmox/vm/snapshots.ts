import type { Datacenter } from '../datacenter.ts';
import { die } from '../http/apiError.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import type { TaskContext } from '../tasks/task.ts';
import { type Drive, drivesOf, isCdrom } from './drives.ts';
import type { VmConfig } from './vmConfigFile.ts';

export interface SnapshotRequest {
  node: string;
  vmid: number;
  name: string;
}

const sectionOnly = ['snaptime', 'snapstate', 'description', 'parent', 'runningmachine'];

export async function createSnapshot(
  datacenter: Datacenter,
  task: TaskContext,
  request: SnapshotRequest & { description: string | undefined },
): Promise<void> {
  const { node, vmid, name } = request;
  await datacenter.vms.locked(vmid, async () => {
    const config = datacenter.vms.read(node, vmid);
    datacenter.vms.assertUnlocked(vmid, config);
    if (config.snapshots[name]) throw die(`snapshot name '${name}' already used`);
    assertCapable(datacenter, node, config);
    task.progress(0);
    await withPause(datacenter, vmid, () => onDisks(datacenter, request, config.options, 'create'));
    const { parent, description: _description, ...options } = config.options;
    config.snapshots[name] = {
      ...options,
      snaptime: String(Math.floor(Date.now() / 1000)),
      ...(parent === undefined ? {} : { parent }),
      ...(request.description === undefined ? {} : { description: request.description }),
    };
    config.options['parent'] = name;
    datacenter.vms.write(node, vmid, config);
    task.progress(100);
  });
}

export async function deleteSnapshot(
  datacenter: Datacenter,
  task: TaskContext,
  request: SnapshotRequest & { force: boolean },
): Promise<void> {
  const { node, vmid, name, force } = request;
  await datacenter.vms.locked(vmid, async () => {
    const config = datacenter.vms.read(node, vmid);
    datacenter.vms.assertUnlocked(vmid, config);
    const section = config.snapshots[name];
    if (!section) throw die(`snapshot '${name}' does not exist`);
    task.progress(0);
    await onDisks(datacenter, request, section, 'delete').catch((error: unknown) => {
      if (!force) throw error;
    });
    delete config.snapshots[name];
    for (const options of [config.options, ...Object.values(config.snapshots)]) {
      if (options['parent'] !== name) continue;
      if (section['parent'] === undefined) delete options['parent'];
      else options['parent'] = section['parent'];
    }
    datacenter.vms.write(node, vmid, config);
    task.progress(100);
  });
}

/** Stops the VM and takes disks and configuration back. */
export async function rollbackSnapshot(
  datacenter: Datacenter,
  task: TaskContext,
  request: SnapshotRequest,
): Promise<void> {
  const { node, vmid, name } = request;
  await datacenter.vms.locked(vmid, async () => {
    const config = datacenter.vms.read(node, vmid);
    datacenter.vms.assertUnlocked(vmid, config);
    const section = config.snapshots[name];
    if (!section) throw die(`snapshot '${name}' does not exist`);
    task.progress(0);
    await datacenter.runtime.stop(vmid);
    await onDisks(datacenter, request, section, 'rollback');
    const options = Object.fromEntries(Object.entries(section).filter(([key]) => !sectionOnly.includes(key)));
    datacenter.vms.write(node, vmid, { ...config, options: { ...options, parent: name } });
    task.progress(100);
  });
}

function imageDrives(options: Record<string, string>): Drive[] {
  return drivesOf(options).filter((drive) => !isCdrom(drive) && parseVolumeId(drive.file));
}

function assertCapable(datacenter: Datacenter, node: string, config: VmConfig): void {
  for (const drive of imageDrives(config.options)) {
    const parsed = parseVolumeId(drive.file);
    if (!parsed) continue;
    const backend = datacenter.storages.on(node, parsed.storage);
    if (!backend.canSnapshot(backend.parse(parsed.volname).format)) throw die('snapshot feature is not available');
  }
}

type Action = 'create' | 'delete' | 'rollback';

async function onDisks(
  datacenter: Datacenter,
  { node, vmid, name }: SnapshotRequest,
  options: Record<string, string>,
  action: Action,
): Promise<void> {
  const machine = datacenter.runtime.running(vmid);
  for (const drive of imageDrives(options)) {
    const parsed = parseVolumeId(drive.file);
    if (!parsed) continue;
    const backend = datacenter.storages.on(node, parsed.storage);
    const { format } = backend.parse(parsed.volname);
    // A qcow2 that QEMU has open may be changed by QEMU alone.
    if (machine && format === 'qcow2' && action !== 'rollback') {
      const command =
        action === 'create' ? 'blockdev-snapshot-internal-sync' : 'blockdev-snapshot-delete-internal-sync';
      await machine.execute(command, { device: `drive-${drive.key}`, name });
    } else {
      await backend.snapshot(parsed.volname, name, action);
    }
  }
}

/** All disks are taken at one moment: a running VM stands still meanwhile. */
async function withPause(datacenter: Datacenter, vmid: number, work: () => Promise<void>): Promise<void> {
  if (!datacenter.runtime.isRunning(vmid)) return work();
  await datacenter.runtime.command(vmid, 'stop');
  try {
    await work();
  } finally {
    await datacenter.runtime.command(vmid, 'cont');
  }
}
