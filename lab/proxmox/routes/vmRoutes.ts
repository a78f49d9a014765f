import { badParameters } from '../http/apiError.ts';
import type { Route } from '../http/route.ts';
import { digestParam, nodeParam, optionalBoolean, optionalString } from '../schema/formats.ts';
import { flag, integer, list, optionalInteger, optionalText, text } from '../schema/params.ts';
import { createVm } from '../vm/createVm.ts';
import { destroyVm } from '../vm/destroyVm.ts';
import { isDriveKey, isUnusedKey } from '../vm/drives.ts';
import { shown } from '../vm/normalise.ts';
import { applyConfigChange, configChange } from '../vm/updateVm.ts';
import { vmStatusRow } from '../vm/vmStatus.ts';
import { createVmParameters, postConfigParameters, putConfigParameters, vmPath } from './vmSchema.ts';

const anyConfig = [
  'VM.Config.Disk',
  'VM.Config.CDROM',
  'VM.Config.CPU',
  'VM.Config.Memory',
  'VM.Config.Network',
  'VM.Config.HWType',
  'VM.Config.Options',
  'VM.Config.Cloudinit',
];
const vm = '/nodes/{node}/qemu/{vmid}';
const silentTask = {
  upid: '',
  signal: new AbortController().signal,
  log: () => {},
  warn: () => {},
  progress: () => {},
};

export const vmRoutes: Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/qemu',
    permission: 'anyUser',
    parameters: { node: nodeParam, full: optionalBoolean },
    handler: ({ datacenter, identity, params }) => {
      const node = text(params, 'node');
      const visible = datacenter.vms
        .ids(node)
        .filter((id) => datacenter.access.has(identity, `/vms/${id}`, ['VM.Audit']));
      return Promise.all(visible.map((vmid) => vmStatusRow(datacenter, node, vmid)));
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/qemu',
    permission: 'anyUser',
    parameters: createVmParameters,
    handler: ({ datacenter, identity, params }) => createVm(datacenter, identity, params),
  },
  {
    method: 'DELETE',
    path: vm,
    permission: { path: '/vms/{vmid}', privileges: ['VM.Allocate'] },
    parameters: {
      ...vmPath,
      purge: optionalBoolean,
      'destroy-unreferenced-disks': optionalBoolean,
      skiplock: optionalBoolean,
    },
    handler: ({ datacenter, identity, params }) => {
      if (flag(params, 'skiplock') && (identity.userid !== 'root@pam' || identity.tokenId !== undefined)) {
        throw badParameters({ skiplock: 'Only root may use this option.' });
      }
      return destroyVm(datacenter, identity, params);
    },
  },
  {
    method: 'GET',
    path: `${vm}/config`,
    permission: { path: '/vms/{vmid}', privileges: ['VM.Audit'] },
    parameters: { ...vmPath, current: optionalBoolean, snapshot: optionalString },
    handler: ({ datacenter, params }) => {
      const node = text(params, 'node');
      const vmid = integer(params, 'vmid');
      const config = datacenter.vms.read(node, vmid);
      const snapshot = optionalText(params, 'snapshot');
      if (snapshot !== undefined) {
        const section = config.snapshots[snapshot];
        if (!section) throw badParameters({ snapshot: `snapshot '${snapshot}' does not exist` });
        return { ...shown(section), digest: datacenter.vms.digest(node, vmid) };
      }
      const options = { ...config.options };
      if (!flag(params, 'current')) {
        Object.assign(options, config.pending);
        for (const key of config.pendingDelete) delete options[key];
      }
      return { ...shown(options), digest: datacenter.vms.digest(node, vmid) };
    },
  },
  {
    method: 'GET',
    path: `${vm}/pending`,
    permission: { path: '/vms/{vmid}', privileges: ['VM.Audit'] },
    parameters: vmPath,
    handler: ({ datacenter, params }) => {
      const config = datacenter.vms.read(text(params, 'node'), integer(params, 'vmid'));
      const values = shown(config.options);
      const pending = shown(config.pending);
      return [...new Set([...Object.keys(values), ...Object.keys(pending)])].sort().map((key) => ({
        key,
        ...(values[key] === undefined ? {} : { value: values[key] }),
        ...(pending[key] === undefined ? {} : { pending: pending[key] }),
        ...(config.pendingDelete.includes(key) ? { delete: 1 } : {}),
      }));
    },
  },
  {
    method: 'POST',
    path: `${vm}/config`,
    permission: { path: '/vms/{vmid}', privileges: anyConfig, any: true },
    parameters: postConfigParameters,
    handler: async ({ datacenter, identity, params }) => {
      const change = configChange(datacenter, identity, params);
      const id = String(change.vmid);
      const upid = datacenter.tasks.start({ node: change.node, type: 'qmconfig', id, identity }, (task) =>
        applyConfigChange(datacenter, task, change),
      );
      const delay = optionalInteger(params, 'background_delay');
      if (delay === undefined) return upid;
      return (await datacenter.tasks.settled(upid, delay * 1000)) === 'OK' ? null : upid;
    },
  },
  {
    method: 'PUT',
    path: `${vm}/config`,
    permission: { path: '/vms/{vmid}', privileges: anyConfig, any: true },
    parameters: putConfigParameters,
    handler: async ({ datacenter, identity, params }) => {
      await applyConfigChange(datacenter, silentTask, configChange(datacenter, identity, params));
      return null;
    },
  },
  {
    method: 'PUT',
    path: `${vm}/unlink`,
    permission: { path: '/vms/{vmid}', privileges: ['VM.Config.Disk'] },
    parameters: { ...vmPath, idlist: { type: 'string' }, force: optionalBoolean, digest: digestParam },
    handler: async ({ datacenter, identity, params }) => {
      const keys = list(params, 'idlist');
      const wrong = keys.find((key) => !isDriveKey(key) && !isUnusedKey(key));
      if (wrong !== undefined) throw badParameters({ idlist: `invalid disk '${wrong}'` });
      const { idlist: _keys, ...rest } = params;
      const change = configChange(datacenter, identity, { ...rest, delete: keys.join(',') });
      await applyConfigChange(datacenter, silentTask, change);
      return null;
    },
  },
];
