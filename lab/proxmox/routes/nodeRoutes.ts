import { availableParallelism, freemem, loadavg, totalmem, uptime } from 'node:os';
import type { Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Route } from '../http/route.ts';
import { nodeParam, optionalString } from '../schema/formats.ts';
import { optionalText } from '../schema/params.ts';

const nodeOnly = { node: nodeParam };

export const nodeRoutes: Route[] = [
  {
    method: 'GET',
    path: '/nodes',
    permission: 'anyUser',
    parameters: {},
    handler: ({ datacenter, identity }) => datacenter.nodes.names.map((node) => nodeRow(datacenter, identity, node)),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/status',
    permission: { path: '/nodes/{node}', privileges: ['Sys.Audit'] },
    parameters: nodeOnly,
    handler: () => ({
      uptime: Math.floor(uptime()),
      loadavg: loadavg().map((load) => load.toFixed(2)),
      cpu: 0.02,
      wait: 0,
      cpuinfo: {
        cores: availableParallelism(),
        cpus: availableParallelism(),
        sockets: 1,
        model: 'lab (QEMU TCG)',
        hvm: '0',
        flags: '',
        mhz: '2000.000',
        user_hz: 100,
      },
      memory: { total: totalmem(), used: totalmem() - freemem(), free: freemem(), available: freemem() },
      swap: { total: 0, used: 0, free: 0 },
      rootfs: { total: 0, used: 0, free: 0, avail: 0 },
      pveversion: 'pve-manager/9.1.6/4cf4a1b5a3e2d7c6',
      kversion: 'Linux 6.17.4-1-pve',
      'current-kernel': {
        machine: 'x86_64',
        sysname: 'Linux',
        release: '6.17.4-1-pve',
        version: '#1 SMP PREEMPT_DYNAMIC',
      },
      'boot-info': { mode: 'efi', secureboot: 0 },
    }),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/version',
    permission: 'anyUser',
    parameters: nodeOnly,
    handler: () => ({ release: '9.1', repoid: '4cf4a1b5a3e2d7c6', version: '9.1.6' }),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/time',
    permission: { path: '/nodes/{node}', privileges: ['Sys.Audit'] },
    parameters: nodeOnly,
    handler: () => {
      const now = Math.floor(Date.now() / 1000);
      return { timezone: 'UTC', time: now, localtime: now };
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/network',
    permission: 'anyUser',
    parameters: {
      ...nodeOnly,
      type: {
        type: 'string',
        optional: true,
        enum: [
          'bridge',
          'bond',
          'eth',
          'alias',
          'vlan',
          'fabric',
          'OVSBridge',
          'OVSBond',
          'OVSPort',
          'OVSIntPort',
          'vnet',
          'any_bridge',
          'any_local_bridge',
          'include_sdn',
        ],
      },
    },
    handler: ({ datacenter, identity, params }) => {
      const wanted = optionalText(params, 'type');
      return datacenter.network.interfaces.filter((entry) => {
        const bridge = entry.type === 'bridge';
        if (
          wanted?.startsWith('any_')
            ? !bridge
            : wanted !== undefined && wanted !== 'include_sdn' && entry.type !== wanted
        ) {
          return false;
        }
        const path = `/sdn/zones/localnetwork/${entry.iface}`;
        return !bridge || datacenter.access.has(identity, path, ['SDN.Audit', 'SDN.Use'], { any: true });
      });
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/capabilities/qemu/machines',
    permission: 'anyUser',
    parameters: { ...nodeOnly, arch: optionalString },
    handler: () =>
      ['10.1', '10.0', '9.2', '8.1'].flatMap((version) => [
        { id: `pc-q35-${version}`, type: 'q35', version },
        { id: `pc-i440fx-${version}`, type: 'i440fx', version },
      ]),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/capabilities/qemu/cpu',
    permission: 'anyUser',
    parameters: { ...nodeOnly, arch: optionalString },
    handler: () =>
      ['host', 'max', 'kvm64', 'qemu64', 'x86-64-v2', 'x86-64-v2-AES', 'x86-64-v3', 'x86-64-v4'].map((name) => ({
        name,
        vendor: 'default',
        custom: 0,
      })),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/sdn/zones',
    permission: 'anyUser',
    parameters: nodeOnly,
    handler: () => [{ zone: 'localnetwork', status: 'available' }],
  },
  {
    method: 'GET',
    path: '/cluster/sdn/vnets',
    permission: 'anyUser',
    parameters: { pending: { type: 'boolean', optional: true }, running: { type: 'boolean', optional: true } },
    handler: () => [],
  },
  {
    method: 'GET',
    path: '/cluster/sdn/zones',
    permission: 'anyUser',
    parameters: {
      pending: { type: 'boolean', optional: true },
      running: { type: 'boolean', optional: true },
      type: optionalString,
    },
    handler: () => [],
  },
];

export function nodeRow(datacenter: Datacenter, identity: Identity, node: string) {
  const online = datacenter.nodes.isOnline(node);
  const row = {
    id: `node/${node}`,
    node,
    type: 'node',
    status: online ? 'online' : 'offline',
    ssl_fingerprint: datacenter.fingerprint256,
    level: '',
  };
  if (!online || !datacenter.access.has(identity, `/nodes/${node}`, ['Sys.Audit'])) return row;
  return {
    ...row,
    cpu: 0.02,
    maxcpu: availableParallelism(),
    mem: totalmem() - freemem(),
    maxmem: totalmem(),
    disk: 0,
    maxdisk: 0,
    uptime: Math.floor(uptime()),
  };
}
