import type { Identity } from '../access/accessConfig.ts';
import { isRoot } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { badParameters, die, messageOf } from '../http/apiError.ts';
import { flag, integer, list, optionalText, text } from '../schema/params.ts';
import type { Params } from '../schema/types.ts';
import { vmOptions } from '../schema/vmOptions.ts';
import type { TaskContext } from '../tasks/task.ts';
import { createDisks } from './createDisks.ts';
import { assertDiskRequests } from './diskRequest.ts';
import { drivesOf, isCdrom, isDriveKey, isUnusedKey, parseDrive } from './drives.ts';
import { hotplugDisks } from './hotplugDisks.ts';
import { optionsOf } from './normalise.ts';
import { assertMaySetOptions } from './optionPermissions.ts';
import { applyPending, forgetUnused, ownerOf } from './pending.ts';
import { watchSharedVolumes } from './sharedVolumes.ts';
import type { VmConfig } from './vmConfigFile.ts';

export interface ConfigChange {
  node: string;
  vmid: number;
  set: Record<string, string>;
  remove: string[];
  revert: string[];
  force: boolean;
  digest: string | undefined;
}

/** Reads and checks a change of configuration. @throws ApiError as the synchronous part of the config calls. */
export function configChange(datacenter: Datacenter, identity: Identity, params: Params): ConfigChange {
  const change: ConfigChange = {
    node: text(params, 'node'),
    vmid: integer(params, 'vmid'),
    set: optionsOf(params),
    remove: list(params, 'delete'),
    revert: list(params, 'revert'),
    force: flag(params, 'force'),
    digest: optionalText(params, 'digest'),
  };
  const { node, vmid, set, remove, revert } = change;
  if (flag(params, 'skiplock') && !isRoot(identity))
    throw badParameters({ skiplock: 'Only root may use this option.' });
  if (Object.keys(set).length + remove.length + revert.length === 0) throw die('no options specified');
  for (const key of [...remove, ...revert]) {
    if (!Object.hasOwn(vmOptions, key)) throw badParameters({ delete: `unknown option '${key}'` });
    if (set[key] !== undefined) throw badParameters({ delete: `duplicate option '${key}' in set and delete` });
  }
  datacenter.vms.read(node, vmid);
  const touched = Object.fromEntries([...remove, ...revert].map((key) => [key, '']));
  assertMaySetOptions(datacenter.access, identity, { vmid, options: { ...touched, ...set } });
  assertDiskRequests(datacenter, identity, { node, vmid, options: set });
  beforeChange(datacenter, change);
  assertFresh(datacenter, change);
  if (!flag(params, 'skiplock')) datacenter.vms.assertUnlocked(vmid, datacenter.vms.read(node, vmid));
  return change;
}

/** Carries a checked change out; new disks are made here. */
export async function applyConfigChange(
  datacenter: Datacenter,
  task: TaskContext,
  change: ConfigChange,
): Promise<void> {
  const { node, vmid, set, remove } = change;
  await datacenter.vms.locked(vmid, async () => {
    task.progress(0);
    assertFresh(datacenter, change);
    const disks = await createDisks({ datacenter, task, node, vmid }, drivesOf(set));
    const config = datacenter.vms.read(node, vmid);
    for (const key of change.revert) {
      delete config.pending[key];
      config.pendingDelete = config.pendingDelete.filter((name) => name !== key);
    }
    const toFree = volumesToFree(config, change);
    Object.assign(config.pending, set, disks.printed);
    config.pendingDelete = [...new Set([...config.pendingDelete, ...remove])].filter((key) => set[key] === undefined);
    for (const key of remove) delete config.pending[key];
    const live = await hotplugDisks(datacenter, { node, vmid, config });
    applyPending(vmid, config, live.plugged);
    const free = [...toFree].filter(([key]) => config.options[key] === undefined).map(([, volid]) => volid);
    for (const volid of free) forgetUnused(config.options, volid);
    datacenter.vms.write(node, vmid, config);
    for (const volid of free) {
      await datacenter.storages.free(node, volid).catch((error: unknown) => task.log(messageOf(error)));
    }
    if (Object.keys(live.problems).length > 0) throw badParameters(live.problems);
  });
  watchSharedVolumes(datacenter, vmid);
}

/** Own volumes that go with their keys: those of `unusedN`, and with `force` those of drives too. */
function volumesToFree(config: VmConfig, change: ConfigChange): Map<string, string> {
  const volumes = new Map<string, string>();
  for (const key of change.remove) {
    const value = config.options[key];
    if (value === undefined || !(isUnusedKey(key) || isDriveKey(key))) continue;
    const drive = parseDrive(key, value);
    if (config.options['protection'] === '1') throw die(`can't remove drive '${key}' - protection mode enabled`);
    const goes = isUnusedKey(key) || change.force;
    if (goes && !isCdrom(drive) && ownerOf(drive.file) === change.vmid) volumes.set(key, drive.file);
  }
  return volumes;
}

/** An armed `digest-race`: somebody else is faster. */
function beforeChange(datacenter: Datacenter, change: ConfigChange): void {
  const { node, vmid } = change;
  if (change.digest === undefined || !datacenter.faults.strike('digest-race', { vmid })) return;
  const config = datacenter.vms.read(node, vmid);
  config.options['description'] = `${config.options['description'] ?? ''}changed by somebody else`;
  datacenter.vms.write(node, vmid, config);
}

function assertFresh(datacenter: Datacenter, change: ConfigChange): void {
  if (change.digest !== undefined && change.digest !== datacenter.vms.digest(change.node, change.vmid)) {
    throw die('checksum mismatch (file change by other user?)');
  }
}
