import type { PlatformAbout } from '../../../ports/sourcePlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';

/** Product, version and clock. Proxmox VE has no id of its own, so the names of its nodes stand for one. */
export async function readAbout(client: ProxmoxClient, signal: AbortSignal): Promise<PlatformAbout> {
  const api = client.api(signal);
  const [{ version }, nodes] = await Promise.all([api.version.$get(), api.nodes.$get()]);
  const names = nodes.map(({ node }) => node).sort();
  return {
    product: 'Proxmox VE',
    version,
    instance: `proxmox:${names.join('+')}`,
    time: client.clock.now(),
  };
}

/** Major and minor number, e.g. `9.1.4` is `[9, 1]`. */
export function versionNumbers(version: string): [number, number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}
