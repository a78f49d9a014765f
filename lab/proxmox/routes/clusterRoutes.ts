import type { Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { ApiError, badParameters, die } from '../http/apiError.ts';
import type { Route } from '../http/route.ts';
import { formats, optionalBoolean, optionalParam, optionalString, vmidParam } from '../schema/formats.ts';
import { flag, list, optionalInteger, optionalText, text } from '../schema/params.ts';
import { emptyVmConfig } from '../vm/vmConfigFile.ts';
import { vmStatusRow } from '../vm/vmStatus.ts';
import { nodeRow } from './nodeRoutes.ts';
import { storageRow } from './storageRows.ts';

const poolParam = { type: 'string', format: formats.poolId } as const;

export const clusterRoutes: Route[] = [
  {
    method: 'GET',
    path: '/cluster/status',
    permission: { path: '/', privileges: ['Sys.Audit'] },
    parameters: {},
    handler: ({ datacenter }) => {
      const { names } = datacenter.nodes;
      return [
        { type: 'cluster', id: 'cluster', name: 'lab', nodes: names.length, quorate: 1, version: 2 },
        ...names.map((name, index) => ({
          type: 'node',
          id: `node/${name}`,
          name,
          nodeid: index + 1,
          ip: `192.0.2.${11 + index}`,
          local: index === 0 ? 1 : 0,
          online: datacenter.nodes.isOnline(name) ? 1 : 0,
          level: '',
        })),
      ];
    },
  },
  {
    method: 'GET',
    path: '/cluster/nextid',
    permission: 'anyUser',
    parameters: { vmid: optionalParam(vmidParam) },
    handler: ({ datacenter, params }) => {
      const asked = optionalInteger(params, 'vmid');
      if (asked !== undefined) {
        if (datacenter.vms.nodeOf(asked) !== undefined) throw badParameters({ vmid: `VM ${asked} already exists` });
        return String(asked);
      }
      let vmid = 100;
      while (datacenter.vms.nodeOf(vmid) !== undefined) vmid += 1;
      if (datacenter.faults.strike('nextid-race')) takeId(datacenter, vmid);
      return String(vmid);
    },
  },
  {
    method: 'GET',
    path: '/cluster/resources',
    permission: 'anyUser',
    parameters: { type: { type: 'string', optional: true, enum: ['vm', 'storage', 'node', 'sdn'] } },
    handler: async ({ datacenter, identity, params }) => {
      const type = optionalText(params, 'type');
      const wants = (kind: string): boolean => type === undefined || type === kind;
      return [
        ...(wants('vm') ? await vmRows(datacenter, identity) : []),
        ...(wants('node') ? datacenter.nodes.names.map((node) => nodeRow(datacenter, identity, node)) : []),
        ...(wants('storage') ? await storageResources(datacenter, identity) : []),
        ...(wants('sdn') ? sdnRows(datacenter, identity) : []),
      ];
    },
  },
  {
    method: 'GET',
    path: '/pools',
    permission: 'anyUser',
    parameters: {
      poolid: { ...poolParam, optional: true },
      type: { type: 'string', optional: true, enum: ['qemu', 'lxc', 'storage'] },
    },
    handler: async ({ datacenter, identity, params }) => {
      const wanted = optionalText(params, 'poolid');
      const names = Object.keys(datacenter.pools.all).filter((name) => wanted === undefined || name === wanted);
      if (wanted !== undefined && names.length === 0) throw die(`pool '${wanted}' does not exist`);
      const visible = names.filter((name) => datacenter.access.has(identity, `/pool/${name}`, ['Pool.Audit']));
      if (wanted !== undefined) datacenter.access.require(identity, `/pool/${wanted}`, ['Pool.Audit']);
      return Promise.all(
        visible.map(async (poolid) => {
          const pool = datacenter.pools.get(poolid);
          const row = { poolid, ...(pool?.comment === undefined ? {} : { comment: pool.comment }) };
          if (wanted === undefined) return row;
          const members = (await vmRows(datacenter, identity)).filter((vm) => pool?.vms.includes(vm.vmid));
          return { ...row, members };
        }),
      );
    },
  },
  {
    method: 'POST',
    path: '/pools',
    permission: 'anyUser',
    parameters: { poolid: poolParam, comment: optionalString },
    handler: ({ datacenter, identity, params }) => {
      const poolid = text(params, 'poolid');
      datacenter.access.require(identity, `/pool/${poolid}`, ['Pool.Allocate']);
      if (datacenter.pools.get(poolid)) throw die(`create pool failed: pool '${poolid}' already exists`);
      const comment = optionalText(params, 'comment');
      datacenter.pools.all[poolid] = { vms: [], storages: [], ...(comment === undefined ? {} : { comment }) };
      datacenter.pools.save();
      return null;
    },
  },
  {
    method: 'PUT',
    path: '/pools',
    permission: 'anyUser',
    parameters: {
      poolid: poolParam,
      comment: optionalString,
      vms: optionalString,
      storage: optionalString,
      delete: optionalBoolean,
      'allow-move': optionalBoolean,
    },
    handler: ({ datacenter, identity, params }) => {
      const poolid = text(params, 'poolid');
      datacenter.access.require(identity, `/pool/${poolid}`, ['Pool.Allocate']);
      const pool = datacenter.pools.get(poolid);
      if (!pool) throw die(`update pool failed: pool '${poolid}' does not exist`);
      const remove = flag(params, 'delete');
      for (const vmid of list(params, 'vms').map(Number)) {
        if (remove) datacenter.pools.removeVm(vmid);
        else datacenter.pools.addVm(poolid, vmid);
      }
      const storages = list(params, 'storage');
      pool.storages = pool.storages.filter((name) => !storages.includes(name));
      if (!remove) pool.storages.push(...storages);
      datacenter.pools.save();
      return null;
    },
  },
  {
    method: 'DELETE',
    path: '/pools',
    permission: 'anyUser',
    parameters: { poolid: poolParam },
    handler: ({ datacenter, identity, params }) => {
      const poolid = text(params, 'poolid');
      datacenter.access.require(identity, `/pool/${poolid}`, ['Pool.Allocate']);
      const pool = datacenter.pools.get(poolid);
      if (!pool) throw die(`delete pool failed: pool '${poolid}' does not exist`);
      if (pool.vms.length + pool.storages.length > 0) throw die(`delete pool failed: pool '${poolid}' is not empty`);
      delete datacenter.pools.all[poolid];
      datacenter.pools.save();
      return null;
    },
  },
  {
    method: 'GET',
    path: '/cluster/ha/resources',
    permission: { path: '/', privileges: ['Sys.Audit'] },
    parameters: { type: { type: 'string', optional: true, enum: ['vm', 'ct'] } },
    handler: () => [],
  },
  {
    method: 'POST',
    path: '/cluster/ha/resources',
    permission: { path: '/', privileges: ['Sys.Console'] },
    parameters: { sid: { type: 'string' }, state: optionalString, comment: optionalString },
    handler: () => {
      throw new ApiError(500, 'this lab runs no HA manager');
    },
  },
];

async function vmRows(datacenter: Datacenter, identity: Identity) {
  const known = datacenter.vms.ids().filter((vmid) => !datacenter.faults.strike('resources-lag', { vmid }));
  const visible = known.filter((vmid) => datacenter.access.has(identity, `/vms/${vmid}`, ['VM.Audit']));
  return Promise.all(
    visible.map(async (vmid) => {
      const node = datacenter.vms.nodeOf(vmid) ?? '';
      const { cpus, ...row } = await vmStatusRow(datacenter, node, vmid);
      // Tags stand in the cluster's file system; the rest is what its node last told of itself.
      if (datacenter.faults.strike('status-unknown', { vmid })) {
        const { tags } = datacenter.vms.read(node, vmid).options;
        return { id: `qemu/${vmid}`, type: 'qemu', node, vmid, status: 'unknown', ...(tags ? { tags } : {}) };
      }
      const pool = datacenter.pools.poolOfVm(vmid);
      return { id: `qemu/${vmid}`, type: 'qemu', node, maxcpu: cpus, ...row, ...(pool === undefined ? {} : { pool }) };
    }),
  );
}

async function storageResources(datacenter: Datacenter, identity: Identity) {
  const rows: unknown[] = [];
  for (const node of datacenter.nodes.names) {
    for (const config of datacenter.storages.configs()) {
      if (!datacenter.storages.isOn(node, config.storage)) continue;
      if (!datacenter.access.has(identity, `/storage/${config.storage}`, ['Datastore.Audit'])) continue;
      const row = await storageRow(datacenter, node, config.storage);
      rows.push({
        id: `storage/${node}/${config.storage}`,
        type: 'storage',
        storage: config.storage,
        node,
        plugintype: config.type,
        content: row.content,
        shared: row.shared,
        status: row.active === 1 && datacenter.nodes.isOnline(node) ? 'available' : 'unknown',
        disk: row.used,
        maxdisk: row.total,
      });
    }
  }
  return rows;
}

function sdnRows(datacenter: Datacenter, identity: Identity) {
  const path = '/sdn/zones/localnetwork';
  if (!datacenter.access.has(identity, path, ['SDN.Audit'])) return [];
  return datacenter.nodes.names.map((node) => ({
    id: `sdn/${node}/localnetwork`,
    type: 'sdn',
    sdn: 'localnetwork',
    node,
    status: 'ok',
  }));
}

/** Somebody else creates a VM with the id that was just named. */
function takeId(datacenter: Datacenter, vmid: number): void {
  const options = { name: 'somebody-else', memory: '512', cores: '1' };
  datacenter.vms.write(datacenter.nodes.names[0] ?? '', vmid, { ...emptyVmConfig(), options });
}
