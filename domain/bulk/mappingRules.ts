import type { MappingFinding, Preset } from '../../contract/preset.ts';
import type { TargetFacts, TargetStorage } from '../../contract/targetFacts.ts';

/** Names that VMs of a source are in, as its inventory was last seen. Null: no VM was looked at for that. */
export interface SourcePlaces {
  networks: string[];
  datastores: string[];
}

export type Mapping = Pick<
  Preset,
  'node' | 'storage' | 'stagingStorage' | 'pool' | 'networks' | 'datastores' | 'hardware'
>;

/**
 * Holds each row of a mapping against what both sides have. What the target lacks blocks; a name that no VM of the
 * source is in only warns, because the inventory may be old and a row too many moves nothing to a wrong place.
 */
export function judgeMapping(mapping: Mapping, target: TargetFacts, source: SourcePlaces | null): MappingFinding[] {
  return [
    ...nodeFindings(mapping, target),
    ...storageFindings(mapping, target),
    ...poolFindings(mapping, target),
    ...mapping.networks.flatMap((_, index) => bridgeFindings(mapping, index, target)),
    ...(source === null ? [unseen] : sourceFindings(mapping, source)),
  ];
}

function nodeFindings({ node }: Mapping, { nodes }: TargetFacts): MappingFinding[] {
  const found = nodes.find((entry) => entry.name === node);
  if (node === null || found?.online) return [];
  return found === undefined
    ? [blocker('node', 'mapping.node-missing', node, `The target has ${listed(nodes)}.`, 'Choose one of these.')]
    : [blocker('node', 'mapping.node-offline', node, 'The node is offline.', 'Start it, or choose another.')];
}

function storageFindings(mapping: Mapping, target: TargetFacts): MappingFinding[] {
  const { storage, stagingStorage, datastores } = mapping;
  return [
    ...placeFindings('storage', mapping, target, { name: storage, content: 'images' }),
    ...datastores.flatMap((row, index) =>
      placeFindings(`datastores.${index}.storage`, mapping, target, {
        ...{ name: row.storage, format: row.format, content: 'images' },
      }),
    ),
    ...(stagingStorage === null
      ? []
      : placeFindings('stagingStorage', mapping, target, { name: stagingStorage, content: 'import' })),
  ];
}

interface Wanted {
  name: string;
  content: 'images' | 'import';
  format?: 'raw' | 'qcow2';
}

function placeFindings(path: string, mapping: Mapping, target: TargetFacts, wanted: Wanted): MappingFinding[] {
  const { name, content, format } = wanted;
  const here = reachable(target.storages, mapping.node);
  const found = here.filter((storage) => storage.name === name);
  const [first] = found;
  const where = mapping.node === null ? 'The target' : `Node ${mapping.node}`;
  if (first === undefined) {
    const evidence = `${where} has ${listed(here.filter((storage) => storage.content.includes(content)))}.`;
    return [blocker(path, 'mapping.storage-missing', name, evidence, `Choose a storage with content \`${content}\`.`)];
  }
  if (!found.some((storage) => storage.active)) {
    return [blocker(path, 'mapping.storage-inactive', name, 'It is not active.', 'Bring it up, or choose another.')];
  }
  if (!first.content.includes(content)) {
    const evidence = `It holds ${first.content.join(', ') || 'nothing'}.`;
    return [blocker(path, 'mapping.storage-content', name, evidence, `Allow \`${content}\` on it, or choose another.`)];
  }
  if (format === undefined || first.formats.includes(format)) return [];
  const evidence = `It takes ${first.formats.join(', ')}, not ${format}.`;
  return [blocker(path, 'mapping.storage-format', name, evidence, 'Choose another format, or leave it out.')];
}

function poolFindings({ pool }: Mapping, { pools }: TargetFacts): MappingFinding[] {
  if (pool === null || pools.includes(pool)) return [];
  const evidence = `The target has ${pools.join(', ') || 'no pools'}.`;
  return [blocker('pool', 'mapping.pool-missing', pool, evidence, 'Make it, choose another, or leave it out.')];
}

function bridgeFindings({ node, networks }: Mapping, index: number, target: TargetFacts): MappingFinding[] {
  const row = networks[index];
  if (row === undefined) return [];
  const path = `networks.${index}.bridge`;
  const here = reachable(target.bridges, node);
  const found = here.filter((bridge) => bridge.name === row.bridge);
  if (found.length === 0) {
    const evidence = `Network "${row.network}" goes to bridge ${row.bridge}; there are ${listed(here)}.`;
    return [blocker(path, 'mapping.bridge-missing', row.bridge, evidence, 'Choose one of these, or make it.')];
  }
  if (!found.some((bridge) => bridge.active)) {
    return [blocker(path, 'mapping.bridge-inactive', row.bridge, 'It is not active.', 'Bring it up on the node.')];
  }
  if (row.vlan === undefined || found.some((bridge) => bridge.vlanAware)) return [];
  const evidence = `Bridge ${row.bridge} is not VLAN aware; a tag makes a bridge of its own.`;
  const remedy = 'Make the bridge VLAN aware, or leave the tag out.';
  return [warning(`networks.${index}.vlan`, 'mapping.vlan-unaware', row.bridge, evidence, remedy)];
}

function sourceFindings({ networks, datastores }: Mapping, source: SourcePlaces): MappingFinding[] {
  const remedy = 'Correct the name, or refresh the inventory; a row for which there is no VM can stay.';
  return [
    ...networks.flatMap(({ network }, index) =>
      source.networks.includes(network)
        ? []
        : [
            warning(
              `networks.${index}.network`,
              'mapping.network-unknown',
              network,
              'No VM is in this network.',
              remedy,
            ),
          ],
    ),
    ...datastores.flatMap(({ datastore }, index) =>
      source.datastores.includes(datastore)
        ? []
        : [
            warning(
              ...([`datastores.${index}.datastore`, 'mapping.datastore-unknown', datastore] as const),
              'No VM has a disk on this datastore.',
              remedy,
            ),
          ],
    ),
  ];
}

const unseen = warning(
  'sourceConnectionId',
  'mapping.source-unseen',
  'source',
  'The inventory does not tell yet which networks and datastores VMs use.',
  'Refresh the inventory of the source.',
);

/** Of the node, or of any node when none is chosen. */
function reachable<T extends Pick<TargetStorage, 'node'>>(all: T[], node: string | null): T[] {
  return node === null ? all : all.filter((entry) => entry.node === node);
}

function listed(all: { name: string }[]): string {
  return [...new Set(all.map(({ name }) => name))].join(', ') || 'none';
}

function blocker(path: string, code: string, subject: string, evidence: string, remedy: string): MappingFinding {
  return { path, code, severity: 'blocker', subject, evidence, remedy };
}

function warning(path: string, code: string, subject: string, evidence: string, remedy: string): MappingFinding {
  return { path, code, severity: 'warning', subject, evidence, remedy };
}
