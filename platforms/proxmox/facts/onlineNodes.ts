import type { ProxmoxClient } from '../proxmoxClient.ts';

/** Names of the nodes that answer; asking another would only end in a timeout. */
export async function onlineNodes(client: ProxmoxClient, signal: AbortSignal): Promise<string[]> {
  const nodes = await client.api(signal).nodes.$get();
  return nodes.filter(({ status }) => status === 'online').map(({ node }) => node);
}
