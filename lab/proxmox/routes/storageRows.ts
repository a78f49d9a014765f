import type { Datacenter } from '../datacenter.ts';

/** A row of `GET /nodes/N/storage`; an inactive storage shows zeroes. */
export async function storageRow(datacenter: Datacenter, node: string, storage: string) {
  const config = datacenter.storages.config(storage);
  const base = {
    storage,
    type: config.type,
    content: [...config.content].sort().join(','),
    shared: config.shared ? 1 : 0,
    enabled: config.disabled ? 0 : 1,
  };
  const nothing = { ...base, active: 0, total: 0, used: 0, avail: 0, used_fraction: 0 };
  try {
    const backend = datacenter.storages.on(node, storage);
    if (!backend.active() || datacenter.faults.strike('storage-inactive', { storage })) return nothing;
    const usage = await backend.usage();
    return { ...base, active: 1, ...usage, used_fraction: usage.total === 0 ? 0 : usage.used / usage.total };
  } catch {
    return nothing;
  }
}
