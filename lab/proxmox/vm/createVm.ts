import type { Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { ApiError, badParameters, die } from '../http/apiError.ts';
import { flag, integer, optionalText, text } from '../schema/params.ts';
import type { Params } from '../schema/types.ts';
import { createDisks, type DiskWork, freeVolumes } from './createDisks.ts';
import { assertDiskRequests } from './diskRequest.ts';
import { defaultBootOrder, drivesOf, isDriveKey } from './drives.ts';
import { autofill, optionsOf } from './normalise.ts';
import { assertMaySetOptions } from './optionPermissions.ts';
import { watchSharedVolumes } from './sharedVolumes.ts';
import { emptyVmConfig } from './vmConfigFile.ts';

/**
 * `POST /nodes/N/qemu`: checks, takes the id with a `lock: create` configuration, and leaves the rest to a task.
 * @returns the UPID
 */
export async function createVm(datacenter: Datacenter, identity: Identity, params: Params): Promise<string> {
  const node = text(params, 'node');
  const vmid = integer(params, 'vmid');
  const pool = optionalText(params, 'pool');
  if (params['archive'] !== undefined) throw die('restore is not simulated by this lab: use import-from');
  if (flag(params, 'live-restore')) throw die('live-restore is not simulated by this lab');
  if (pool !== undefined && !datacenter.pools.get(pool)) throw new ApiError(403, `pool '${pool}' does not exist`);
  const options = withDefaultStorage(optionsOf(params), optionalText(params, 'storage'));
  datacenter.access.requireVm(identity, { vmid, pool }, ['VM.Allocate']);
  assertMaySetOptions(datacenter.access, identity, { vmid, pool, options });
  if (flag(params, 'start')) datacenter.access.requireVm(identity, { vmid, pool }, ['VM.PowerMgmt']);
  assertDiskRequests(datacenter, identity, { node, vmid, options });

  await datacenter.vms.locked(vmid, async () => {
    const where = datacenter.vms.nodeOf(vmid);
    if (where !== undefined) throw die(`unable to create VM ${vmid} - VM ${vmid} already exists on node '${where}'`);
    datacenter.vms.write(node, vmid, { ...emptyVmConfig(), options: { lock: 'create' } });
  });
  if (pool !== undefined) datacenter.pools.addVm(pool, vmid);

  return datacenter.tasks.start({ node, type: 'qmcreate', id: String(vmid), identity }, async (task) => {
    const work: DiskWork = { datacenter, task, node, vmid };
    const allocated: string[] = [];
    try {
      task.progress(0);
      const drives = drivesOf(options);
      const disks = await createDisks(work, drives);
      allocated.push(...disks.allocated);
      const config = emptyVmConfig();
      for (const [name, value] of Object.entries(options)) if (!isDriveKey(name)) config.options[name] = value;
      Object.assign(config.options, disks.printed);
      config.options['boot'] ??= defaultBootOrder(config.options);
      autofill(config.options);
      task.progress(100);
      datacenter.vms.write(node, vmid, config);
      watchSharedVolumes(datacenter, vmid);
    } catch (error) {
      await freeVolumes(work, allocated);
      datacenter.vms.remove(node, vmid);
      datacenter.pools.removeVm(vmid);
      throw die(`unable to create VM ${vmid} - ${error instanceof Error ? error.message : String(error)}`);
    }
    if (flag(params, 'start')) await datacenter.runtime.start(vmid, task);
  });
}

/** `scsi0=32` is short for `scsi0=STORE:32` when the call names a storage. */
function withDefaultStorage(options: Record<string, string>, storage: string | undefined): Record<string, string> {
  for (const [key, value] of Object.entries(options)) {
    if (!isDriveKey(key) || !/^(file=)?\d+(\.\d+)?(,|$)/.test(value)) continue;
    if (storage === undefined) throw badParameters({ [key]: `no storage given for new disk '${key}'` });
    options[key] = `${storage}:${value.replace(/^file=/, '')}`;
  }
  return options;
}
