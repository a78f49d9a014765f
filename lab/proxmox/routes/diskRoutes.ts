import { badParameters, die } from '../http/apiError.ts';
import type { Call, Route } from '../http/route.ts';
import {
  digestParam,
  formats,
  optionalBoolean,
  optionalEnum,
  optionalParam,
  optionalString,
  storageParam,
  vmidParam,
} from '../schema/formats.ts';
import { flag, integer, optionalText, text } from '../schema/params.ts';
import type { ParamSchema } from '../schema/types.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import { cloneVm } from '../vm/cloneVm.ts';
import { driveKeys, isUnusedKey, parseDrive } from '../vm/drives.ts';
import { assertMovable, moveToStorage, reassignDisk } from '../vm/moveDisk.ts';
import { resizeDisk } from '../vm/resizeDisk.ts';
import { createSnapshot, deleteSnapshot, rollbackSnapshot } from '../vm/snapshots.ts';
import { vmPath } from './vmSchema.ts';

const vm = '/nodes/{node}/qemu/{vmid}';
const unusedKeys = Array.from({ length: 256 }, (_, index) => `unused${index}`);
const diskKey: ParamSchema = { type: 'string', enum: driveKeys };
const movableKey: ParamSchema = { type: 'string', enum: [...driveKeys, ...unusedKeys] };
const snapshotName: ParamSchema = { type: 'string', maxLength: 40, format: formats.configId };
const may = (...privileges: string[]) => ({ path: '/vms/{vmid}', privileges, any: true });

export const diskRoutes: Route[] = [
  {
    method: 'PUT',
    path: `${vm}/resize`,
    permission: may('VM.Config.Disk'),
    parameters: {
      ...vmPath,
      disk: diskKey,
      size: { type: 'string', pattern: /^\+?\d+(\.\d+)?[KMGT]?$/ },
      digest: digestParam,
      skiplock: optionalBoolean,
    },
    handler: (call) => {
      const { datacenter, identity, params } = call;
      const disk = text(params, 'disk');
      const { node, vmid } = target(call);
      const drive = datacenter.vms.read(node, vmid).options[disk];
      const storage = drive === undefined ? undefined : parseVolumeId(parseDrive(disk, drive).file)?.storage;
      if (storage !== undefined)
        datacenter.access.require(identity, `/storage/${storage}`, ['Datastore.AllocateSpace']);
      const request = { node, vmid, disk, size: text(params, 'size'), digest: optionalText(params, 'digest') };
      return start(call, 'resize', (task) => resizeDisk(datacenter, task, request));
    },
  },
  {
    method: 'POST',
    path: `${vm}/move_disk`,
    permission: may('VM.Config.Disk'),
    parameters: {
      ...vmPath,
      disk: movableKey,
      storage: optionalParam(storageParam),
      format: optionalEnum('raw', 'qcow2', 'vmdk'),
      delete: optionalBoolean,
      bwlimit: { type: 'integer', optional: true, minimum: 0 },
      digest: digestParam,
      'target-vmid': optionalParam(vmidParam),
      'target-disk': optionalParam(movableKey),
      'target-digest': digestParam,
    },
    handler: (call) => (call.params['target-vmid'] === undefined ? moveStorage(call) : reassign(call)),
  },
  {
    method: 'POST',
    path: `${vm}/clone`,
    permission: may('VM.Clone'),
    parameters: {
      ...vmPath,
      newid: vmidParam,
      name: { type: 'string', optional: true, format: formats.dnsName },
      description: optionalString,
      pool: optionalString,
      snapname: optionalParam(snapshotName),
      storage: optionalParam(storageParam),
      format: optionalEnum('raw', 'qcow2', 'vmdk'),
      full: optionalBoolean,
      target: optionalString,
      bwlimit: { type: 'integer', optional: true, minimum: 0 },
    },
    handler: ({ datacenter, identity, params }) => cloneVm(datacenter, identity, params),
  },
  {
    method: 'GET',
    path: `${vm}/snapshot`,
    permission: may('VM.Audit'),
    parameters: vmPath,
    handler: (call) => {
      const { node, vmid } = target(call);
      const config = call.datacenter.vms.read(node, vmid);
      const rows = Object.entries(config.snapshots).map(([name, section]) => ({
        name,
        description: section['description'] ?? '',
        snaptime: Number(section['snaptime']),
        vmstate: 0,
        ...(section['parent'] === undefined ? {} : { parent: section['parent'] }),
      }));
      const parent = config.options['parent'];
      const current = {
        name: 'current',
        description: 'You are here!',
        digest: call.datacenter.vms.digest(node, vmid),
        running: call.datacenter.runtime.isRunning(vmid) ? 1 : 0,
        ...(parent === undefined ? {} : { parent }),
      };
      return [...rows, current];
    },
  },
  {
    method: 'POST',
    path: `${vm}/snapshot`,
    permission: may('VM.Snapshot'),
    parameters: { ...vmPath, snapname: snapshotName, description: optionalString, vmstate: optionalBoolean },
    handler: (call) => {
      const name = text(call.params, 'snapname');
      if (name === 'current' || name === 'pending') throw badParameters({ snapname: 'unable to use reserved name' });
      if (flag(call.params, 'vmstate')) throw die('this lab does not save the memory of a VM (vmstate)');
      const request = { ...target(call), name, description: optionalText(call.params, 'description') };
      return start(call, 'qmsnapshot', (task) => createSnapshot(call.datacenter, task, request));
    },
  },
  {
    method: 'DELETE',
    path: `${vm}/snapshot/{snapname}`,
    permission: may('VM.Snapshot'),
    parameters: { ...vmPath, snapname: snapshotName, force: optionalBoolean },
    handler: (call) => {
      const request = { ...target(call), name: text(call.params, 'snapname'), force: flag(call.params, 'force') };
      return start(call, 'qmdelsnapshot', (task) => deleteSnapshot(call.datacenter, task, request));
    },
  },
  {
    method: 'POST',
    path: `${vm}/snapshot/{snapname}/rollback`,
    permission: may('VM.Snapshot', 'VM.Snapshot.Rollback'),
    parameters: { ...vmPath, snapname: snapshotName, start: optionalBoolean },
    handler: (call) => {
      const request = { ...target(call), name: text(call.params, 'snapname') };
      return start(call, 'qmrollback', async (task) => {
        await rollbackSnapshot(call.datacenter, task, request);
        if (flag(call.params, 'start')) await call.datacenter.runtime.start(request.vmid, task);
      });
    },
  },
];

function target({ params }: Call): { node: string; vmid: number } {
  return { node: text(params, 'node'), vmid: integer(params, 'vmid') };
}

function start(
  call: Call,
  type: string,
  worker: Parameters<Call['datacenter']['tasks']['start']>[1],
  id?: string,
): string {
  const { node, vmid } = target(call);
  // A VM that is not there is refused at once.
  call.datacenter.vms.read(node, vmid);
  return call.datacenter.tasks.start({ node, type, id: id ?? String(vmid), identity: call.identity }, worker);
}

function moveStorage(call: Call): string {
  const { datacenter, identity, params } = call;
  const storage = optionalText(params, 'storage');
  if (storage === undefined) throw badParameters({ storage: 'property is missing and it is not optional' });
  const request = { ...target(call), disk: text(params, 'disk'), digest: optionalText(params, 'digest') };
  datacenter.access.require(identity, `/storage/${storage}`, ['Datastore.AllocateSpace']);
  const backend = datacenter.storages.on(request.node, storage);
  const old = parseVolumeId(parseDrive(request.disk, assertMovable(datacenter, request)).file);
  if (!old) throw die(`disk '${request.disk}' has no volume to move`);
  const oldFormat = datacenter.storages.on(request.node, old.storage).parse(old.volname).format;
  const asked = optionalText(params, 'format') ?? oldFormat;
  const format = backend.formats.find((one) => one === asked) ?? backend.defaultFormat;
  if (old.storage === storage && format === oldFormat) throw die("you can't move to the same storage with same format");
  const remove = flag(params, 'delete');
  return start(call, 'qmmove', (task) => moveToStorage(datacenter, task, { ...request, storage, format, remove }));
}

function reassign(call: Call): string {
  const { datacenter, identity, params } = call;
  if (params['storage'] !== undefined) {
    const text = 'either set storage or target-vmid, but not both';
    throw badParameters({ storage: text, 'target-vmid': text });
  }
  const { node, vmid } = target(call);
  const disk = text(params, 'disk');
  const targetVmid = integer(params, 'target-vmid');
  const targetDisk = optionalText(params, 'target-disk') ?? disk;
  if (targetVmid === vmid)
    throw badParameters({ 'target-vmid': 'must be different than source VMID to reassign disk' });
  datacenter.access.require(identity, `/vms/${targetVmid}`, ['VM.Config.Disk']);
  const request = { node, vmid, disk, digest: optionalText(params, 'digest') };
  const old = parseVolumeId(parseDrive(disk, assertMovable(datacenter, request)).file);
  if (old) datacenter.access.require(identity, `/storage/${old.storage}`, ['Datastore.AllocateSpace']);
  if (datacenter.vms.nodeOf(targetVmid) !== node) throw die(`Both VMs need to be on the same node (${node})`);
  const targetDigest = optionalText(params, 'target-digest');
  if (targetDigest !== undefined && targetDigest !== datacenter.vms.digest(node, targetVmid)) {
    throw die('detected modified configuration - file changed by other user? Try again.');
  }
  if (datacenter.runtime.isRunning(vmid) && !isUnusedKey(disk)) {
    throw die('Cannot move disk of running VM to another one');
  }
  const id = `${vmid}-${disk}>${targetVmid}-${targetDisk}`;
  return start(call, 'qmmove', (task) => reassignDisk(datacenter, task, { ...request, targetVmid, targetDisk }), id);
}
