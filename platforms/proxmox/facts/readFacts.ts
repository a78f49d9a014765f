import type { TargetFacts } from '../../../contract/targetFacts.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { nodeStorages } from '../storage/nodeStorages.ts';
import { segment } from '../transport/parameters.ts';
import { parseTags } from '../vm/migrationMark.ts';

/** What the cluster offers, as far as the login may see it: the server leaves out what it may not. */
export async function readFacts(client: ProxmoxClient, signal: AbortSignal): Promise<TargetFacts> {
  const api = client.api(signal);
  const rows = await api.nodes.$get();
  const online = rows.filter(({ status }) => status === 'online').map(({ node }) => node);
  const [storages, bridges, guests, pools] = await Promise.all([
    Promise.all(online.map((node) => nodeStorages(client, node, signal))),
    Promise.all(online.map((node) => bridgesOf(client, node, signal))),
    guestsOf(client, signal),
    api.pools.$get(),
  ]);
  return {
    nodes: rows.map((row) => ({
      name: row.node,
      online: row.status === 'online',
      // Absent without Sys.Audit on the node.
      cpus: Number(row.maxcpu ?? 0),
      memoryBytes: Number(row.maxmem ?? 0),
    })),
    storages: storages.flat(),
    bridges: bridges.flat(),
    guests,
    pools: pools.map(({ poolid }) => poolid),
  };
}

/** `any_bridge` also names Open vSwitch bridges and SDN networks: everything that a NIC may use. */
async function bridgesOf(client: ProxmoxClient, node: string, signal: AbortSignal): Promise<TargetFacts['bridges']> {
  const rows: { iface?: string; active?: number | boolean; bridge_vlan_aware?: number | boolean }[] = await client
    .api(signal)
    .nodes.$(segment(node))
    .network.$get({ type: 'any_bridge' });
  return rows.map((row) => ({
    node,
    name: String(row.iface),
    vlanAware: Number(row.bridge_vlan_aware ?? 0) === 1,
    active: Number(row.active ?? 0) === 1,
  }));
}

/** The whole cluster's VMs and containers; ids are unique over both. */
async function guestsOf(client: ProxmoxClient, signal: AbortSignal): Promise<TargetFacts['guests']> {
  const rows: { vmid?: number; name?: string; node?: string; tags?: string }[] = await client
    .api(signal)
    .cluster.resources.$get({ type: 'vm' });
  return rows.map((row) => ({
    vmid: Number(row.vmid),
    // A fresh VM has no name in the broadcast yet.
    name: row.name ?? '',
    node: row.node ?? '',
    tags: parseTags(row.tags),
  }));
}
