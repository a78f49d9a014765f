import { mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultSwitch } from '../../faults/faultSwitch.ts';
import { die } from '../http/apiError.ts';
import { KeyedMutex } from '../state/keyedMutex.ts';
import { createDirStorage } from './dirStorage.ts';
import { gib, mib } from './sizes.ts';
import type { AllocationRequest, StorageBackend, StorageConfig, Volume } from './storageBackend.ts';
import { createThinStorage } from './thinStorage.ts';
import { openTinyPool } from './tinyPool.ts';
import { parseVolumeId } from './volumeNames.ts';

const thinPoolBytes = 256 * gib;
const tinyPoolBytes = 64 * mib;
const lockPatienceMs = 10_000;

/** The cluster's storages, on each node. */
export interface Storages {
  configs(): StorageConfig[];
  /** @throws ApiError `storage 'S' does not exist`. */
  config(storage: string): StorageConfig;
  /** Whether a storage is there on a node: some belong to one node only. */
  isOn(node: string, storage: string): boolean;
  /** @throws ApiError when unknown, disabled or not on that node. */
  on(node: string, storage: string): StorageBackend;
  /** The volume and its storage. @throws ApiError when unknown. */
  volume(node: string, volid: string): Promise<{ backend: StorageBackend; volume: Volume }>;
  /** Allocates under the storage's lock. @returns the volid. */
  allocate(node: string, storage: string, request: AllocationRequest): Promise<string>;
  free(node: string, volid: string): Promise<void>;
  close(): void;
}

export function createStorages(options: {
  dir: string;
  nodes: readonly string[];
  faults: FaultSwitch;
  log: (line: string) => void;
}): Storages {
  const { dir, faults } = options;
  const tiny = openTinyPool(join(dir, 'dev', 'tiny'), tinyPoolBytes, options.log);
  const locks = new KeyedMutex();
  const backends = new Map<string, StorageBackend>();
  const configs: StorageConfig[] = [
    {
      storage: 'local',
      type: 'dir',
      content: ['backup', 'import', 'images', 'iso'],
      shared: false,
      disabled: false,
      details: { path: '/var/lib/vz' },
    },
    {
      storage: 'local-thin',
      type: 'lvmthin',
      content: ['images'],
      shared: false,
      disabled: false,
      details: { vgname: 'pve', thinpool: 'data' },
    },
    {
      storage: 'nfs-shared',
      type: 'nfs',
      content: ['images', 'import', 'iso'],
      shared: true,
      disabled: false,
      details: { server: '127.0.0.1', export: '/export/drover', path: '/mnt/pve/nfs-shared' },
    },
    {
      storage: 'tiny-thin',
      type: 'lvmthin',
      content: ['images'],
      shared: false,
      disabled: false,
      details: { vgname: 'tiny', thinpool: 'data', nodes: options.nodes[0] ?? '' },
    },
  ];

  for (const [index, node] of options.nodes.entries()) {
    // The first node's devices and folders stand right in the lab's folder, as they would on a single node.
    const root = index === 0 ? dir : join(dir, node);
    const shared = join(dir, 'mnt', 'pve', 'nfs-shared');
    const deviceDir = join(root, 'dev', 'pve');
    mkdirSync(deviceDir, { recursive: true });
    for (const config of configs) {
      const key = `${node}/${config.storage}`;
      if (config.storage === 'local') backends.set(key, createDirStorage(config, join(root, 'var', 'lib', 'vz')));
      else if (config.storage === 'nfs-shared') backends.set(key, createDirStorage(config, shared));
      else if (config.storage === 'tiny-thin') {
        if (index === 0) backends.set(key, createThinStorage(config, tiny));
      } else {
        const usage = () => sparseUsage(backends.get(key), thinPoolBytes);
        backends.set(key, createThinStorage(config, { deviceDir, active: () => true, usage }));
      }
    }
  }

  const config = (storage: string): StorageConfig => {
    const found = configs.find((entry) => entry.storage === storage);
    if (!found) throw die(`storage '${storage}' does not exist`);
    return found;
  };

  const on = (node: string, storage: string): StorageBackend => {
    if (config(storage).disabled) throw die(`storage '${storage}' is disabled`);
    const backend = backends.get(`${node}/${storage}`);
    if (!backend) throw die(`storage '${storage}' is not available on node '${node}'`);
    return backend;
  };

  const locked = <Result>(storage: string, work: () => Promise<Result>): Promise<Result> => {
    const timedOut = () =>
      die(
        config(storage).shared
          ? `cfs-lock 'storage-${storage}' error: got lock request timeout`
          : `can't lock file '/var/lock/pve-manager/pve-storage-${storage}' - got timeout`,
      );
    if (faults.strike('lock-timeout', { storage })) throw timedOut();
    return locks.run(storage, { patienceMs: lockPatienceMs, timedOut }, work);
  };

  const split = (volid: string): { storage: string; volname: string } => {
    const parts = parseVolumeId(volid);
    if (!parts) throw die(`unable to parse volume ID '${volid}'`);
    return parts;
  };

  return {
    configs: () => configs,
    isOn: (node, storage) => backends.has(`${node}/${storage}`),
    config,
    on,
    volume: async (node, volid) => {
      const { storage, volname } = split(volid);
      const backend = on(node, storage);
      return { backend, volume: await backend.describe(volname) };
    },
    allocate: (node, storage, request) => {
      const backend = on(node, storage);
      if (!backend.active() || faults.strike('storage-inactive', { storage }))
        throw die(`storage '${storage}' is not online`);
      return locked(storage, async () => {
        if (faults.strike('storage-full', { storage })) {
          throw die(`unable to create image: No space left on device on storage '${storage}'`);
        }
        if (faults.strike('thick-storage-full', { storage })) {
          throw die(`not enough free space (0 < ${Math.ceil(request.bytes / 1024)})`);
        }
        return `${storage}:${await backend.allocate(request)}`;
      });
    },
    free: (node, volid) => {
      const { storage, volname } = split(volid);
      return locked(storage, () => on(node, storage).free(volname));
    },
    close: () => tiny.close(),
  };
}

/** A pool without a limit of its own: what its volumes really take counts against the size it claims. */
async function sparseUsage(
  backend: StorageBackend | undefined,
  total: number,
): Promise<{ total: number; used: number; avail: number }> {
  const paths = ((await backend?.list()) ?? []).map((volume) => volume.path);
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  const used = stats.reduce((sum, entry) => sum + (entry ? entry.blocks * 512 : 0), 0);
  return { total, used, avail: Math.max(0, total - used) };
}
