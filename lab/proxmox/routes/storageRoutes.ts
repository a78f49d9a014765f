import type { Datacenter } from '../datacenter.ts';
import { badParameters, die } from '../http/apiError.ts';
import type { Call, Route } from '../http/route.ts';
import {
  nodeParam,
  optionalBoolean,
  optionalParam,
  optionalString,
  storageParam,
  vmidParam,
} from '../schema/formats.ts';
import { flag, integer, optionalInteger, optionalText, text } from '../schema/params.ts';
import { assertVolumeAccess } from '../storage/importSource.ts';
import { gib, kib, mib } from '../storage/sizes.ts';
import type { ImageFormat, Volume } from '../storage/storageBackend.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import { storageRow } from './storageRows.ts';

const auditOrUse = ['Datastore.Audit', 'Datastore.AllocateSpace'];
const storagePath = { node: nodeParam, storage: storageParam };

export const storageRoutes: Route[] = [
  {
    method: 'GET',
    path: '/storage',
    permission: 'anyUser',
    parameters: { type: optionalString },
    handler: ({ datacenter, identity }) =>
      datacenter.storages
        .configs()
        .filter(({ storage }) => datacenter.access.has(identity, `/storage/${storage}`, auditOrUse, { any: true }))
        .map(configRow),
  },
  {
    method: 'GET',
    path: '/storage/{storage}',
    permission: { path: '/storage/{storage}', privileges: ['Datastore.Allocate'] },
    parameters: { storage: storageParam },
    handler: ({ datacenter, params }) => configRow(datacenter.storages.config(text(params, 'storage'))),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage',
    permission: 'anyUser',
    parameters: {
      node: nodeParam,
      content: optionalString,
      enabled: optionalBoolean,
      format: optionalBoolean,
      storage: optionalParam(storageParam),
      target: optionalParam(nodeParam),
    },
    handler: async ({ datacenter, identity, params }) => {
      const node = text(params, 'node');
      const contents = (optionalText(params, 'content') ?? '').split(',').filter((one) => one !== '');
      const wanted = optionalText(params, 'storage');
      if (wanted !== undefined) datacenter.storages.config(wanted);
      const found = datacenter.storages.configs().filter((config) => {
        if (wanted !== undefined && config.storage !== wanted) return false;
        if (!datacenter.storages.isOn(node, config.storage)) return false;
        if (contents.length > 0 && !contents.some((content) => config.content.some((one) => one === content)))
          return false;
        if (flag(params, 'enabled') && config.disabled) return false;
        if (params['target'] !== undefined && !config.shared) return false;
        return datacenter.access.has(identity, `/storage/${config.storage}`, auditOrUse, { any: true });
      });
      return Promise.all(
        found.map(async ({ storage, type }) => {
          const row = await storageRow(datacenter, node, storage);
          if (!flag(params, 'format')) return row;
          const supported = type === 'lvmthin' ? ['raw'] : ['raw', 'qcow2', 'vmdk'];
          return { ...row, formats: { supported, default: 'raw' } };
        }),
      );
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}/status',
    permission: { path: '/storage/{storage}', privileges: auditOrUse, any: true },
    parameters: storagePath,
    handler: ({ datacenter, params }) => storageRow(datacenter, text(params, 'node'), text(params, 'storage')),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}/content',
    permission: { path: '/storage/{storage}', privileges: auditOrUse, any: true },
    parameters: { ...storagePath, content: optionalString, vmid: optionalParam(vmidParam) },
    handler: async (call) => {
      const { datacenter, params } = call;
      const backend = datacenter.storages.on(text(params, 'node'), text(params, 'storage'));
      if (!backend.active()) throw die(`storage '${backend.config.storage}' is not online`);
      const vmid = optionalInteger(params, 'vmid');
      const content = optionalText(params, 'content');
      return (await backend.list())
        .filter((volume) => content === undefined || volume.content === content)
        .filter((volume) => vmid === undefined || volume.vmid === vmid)
        .filter((volume) => maySeeVolume(call, volume))
        .map(({ volid, format, size, used, vmid: owner, ctime, content: kind }) => ({
          volid,
          format,
          size,
          used,
          ...(owner === undefined ? {} : { vmid: owner }),
          ctime,
          content: kind,
        }));
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/content',
    permission: { path: '/storage/{storage}', privileges: ['Datastore.AllocateSpace'] },
    parameters: {
      ...storagePath,
      vmid: vmidParam,
      filename: { type: 'string' },
      size: { type: 'string', pattern: /^\d+[MG]?$/ },
      format: { type: 'string', optional: true, enum: ['raw', 'qcow2', 'subvol', 'vmdk'] },
    },
    handler: ({ datacenter, params }) => {
      const { name, format } = volumeName(datacenter, text(params, 'node'), params);
      const request = { vmid: integer(params, 'vmid'), name, format, bytes: allocationBytes(text(params, 'size')) };
      return datacenter.storages.allocate(text(params, 'node'), text(params, 'storage'), request);
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}/content/{volume}',
    permission: 'anyUser',
    parameters: { ...storagePath, volume: { type: 'string' } },
    handler: async (call) => {
      const volume = await requestedVolume(call);
      const { path, size, used, format } = volume;
      return { path, size, used, format };
    },
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/storage/{storage}/content/{volume}',
    permission: 'anyUser',
    parameters: {
      ...storagePath,
      volume: { type: 'string' },
      delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 },
    },
    handler: async (call) => {
      const { datacenter, identity, params } = call;
      const volid = volumeIdOf(call);
      const parsed = parseVolumeId(volid);
      const storage = parsed?.storage ?? '';
      const node = text(params, 'node');
      datacenter.access.require(identity, `/storage/${storage}`, ['Datastore.Allocate']);
      const { vmid } = datacenter.storages.on(node, storage).parse(parsed?.volname ?? '');
      const id = vmid === undefined ? '' : `${vmid}@${storage}`;
      const upid = datacenter.tasks.start({ node, type: 'imgdel', id, identity }, async (task) => {
        task.progress(0);
        await datacenter.storages.free(node, volid);
        task.log(`successfully removed '${volid}'`);
        task.progress(100);
      });
      const delay = optionalInteger(params, 'delay');
      if (delay === undefined) return upid;
      return (await datacenter.tasks.settled(upid, delay * 1000)) === 'OK' ? null : upid;
    },
  },
];

function configRow(config: ReturnType<Datacenter['storages']['config']>) {
  return {
    storage: config.storage,
    type: config.type,
    content: [...config.content].sort().join(','),
    ...(config.shared ? { shared: 1 } : {}),
    ...config.details,
  };
}

function allocationBytes(size: string): number {
  const [, number = '0', unit] = /^(\d+)([MG])?$/.exec(size) ?? [];
  return Number(number) * (unit === 'G' ? gib : unit === 'M' ? mib : kib);
}

function volumeName(
  datacenter: Datacenter,
  node: string,
  params: Call['params'],
): { name: string; format: ImageFormat } {
  const name = text(params, 'filename').split('/').at(-1) ?? '';
  const asked = optionalText(params, 'format');
  if (asked === 'subvol') throw die(`storage does not support format 'subvol'`);
  const backend = datacenter.storages.on(node, text(params, 'storage'));
  const ending = /\.(raw|qcow2|vmdk)$/.exec(name)?.[1];
  if (asked !== undefined && ending !== undefined && ending !== asked) {
    throw badParameters({ format: `different storage formats (${ending} != ${asked})` });
  }
  if (backend.fileBased && ending === undefined) {
    throw die(`illegal name '${name}' - should be 'vm-${text(params, 'vmid')}-*.(raw|qcow2|vmdk)'`);
  }
  return { name, format: backend.formats.find((format) => format === (ending ?? asked)) ?? 'raw' };
}

/** The volume may be named with or without its storage. */
function volumeIdOf({ params }: Call): string {
  const volume = text(params, 'volume');
  const storage = text(params, 'storage');
  const parsed = parseVolumeId(volume);
  if (parsed && parsed.storage !== storage)
    throw badParameters({ storage: `storage ID mismatch ('${parsed.storage}' != '${storage}')` });
  if (parsed) return volume;
  return `${storage}:${volume}`;
}

async function requestedVolume(call: Call): Promise<Volume> {
  const { datacenter, identity, params } = call;
  const volid = volumeIdOf(call);
  const node = text(params, 'node');
  const owner = 0;
  assertVolumeAccess(datacenter, identity, { node, vmid: owner, volid });
  return (await datacenter.storages.volume(node, volid)).volume;
}

/** Volumes that the caller may not use are left out silently. */
function maySeeVolume({ datacenter, identity, params }: Call, volume: Volume): boolean {
  try {
    assertVolumeAccess(datacenter, identity, { node: text(params, 'node'), vmid: 0, volid: volume.volid });
    return true;
  } catch {
    return datacenter.access.has(identity, `/storage/${text(params, 'storage')}`, ['Datastore.Allocate']);
  }
}
