import type { TargetFacts } from '../../contract/targetFacts.ts';
import { bytes } from '../quantities.ts';
import { table } from '../table.ts';

export function renderTargetFacts(facts: TargetFacts): string {
  return [
    table(
      ['NODE', 'STATE', 'CPUS', 'MEMORY'],
      facts.nodes.map(({ name, online, cpus, memoryBytes }) => [
        name,
        online ? 'online' : 'offline',
        String(cpus),
        bytes(memoryBytes),
      ]),
    ),
    table(
      ['NODE', 'STORAGE', 'TYPE', 'STATE', 'CONTENT', 'FORMATS', 'FREE', 'OF'],
      facts.storages.map((storage) => [
        storage.node,
        storage.name,
        storage.type,
        storage.active ? 'active' : 'inactive',
        storage.content.join(','),
        storage.formats.join(','),
        bytes(storage.availableBytes),
        bytes(storage.totalBytes),
      ]),
    ),
    table(
      ['NODE', 'BRIDGE', 'STATE', 'VLANS'],
      facts.bridges.map(({ node, name, active, vlanAware }) => [
        node,
        name,
        active ? 'active' : 'inactive',
        vlanAware ? 'yes' : 'no',
      ]),
    ),
    `${facts.guests.length} VMs and containers. Pools: ${facts.pools.join(', ') || 'none'}.`,
  ].join('\n\n');
}
