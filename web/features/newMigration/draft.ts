import type { MigrationPlanInput } from '../../../contract/plan.ts';
import type { TargetFacts } from '../../../contract/targetFacts.ts';

/** What the operator has chosen so far; '' where nothing was and a default holds. */
export interface Draft {
  sourceId: string;
  vmRef: string;
  targetId: string;
  node: string;
  storage: string;
  /** By the name of the source network. */
  bridges: Record<string, string>;
  strategy: 'warm' | 'cold';
  cutover: 'manual' | 'auto';
}

export const emptyDraft: Draft = {
  ...{ sourceId: '', vmRef: '', targetId: '', node: '', storage: '' },
  ...{ bridges: {}, strategy: 'warm', cutover: 'manual' },
};

/** What can be chosen on the target, given what was. */
export interface Offers {
  nodes: string[];
  node: string;
  storages: TargetFacts['storages'];
  storage: string;
  bridges: string[];
  networks: string[];
  /** First storage that takes images for import: the staged route needs one. */
  stagingStorage: string | undefined;
}

export function offersOf(draft: Draft, vm: { nics: { network: string }[] }, facts: TargetFacts): Offers {
  const nodes = facts.nodes.filter(({ online }) => online).map(({ name }) => name);
  const node = nodes.includes(draft.node) ? draft.node : (nodes[0] ?? '');
  const onNode = facts.storages.filter((storage) => storage.active && storage.node === node);
  const storages = onNode.filter(({ content }) => content.includes('images'));
  const known = storages.some(({ name }) => name === draft.storage);
  return {
    nodes,
    node,
    storages,
    storage: known ? draft.storage : (roomiest(storages)?.name ?? ''),
    bridges: facts.bridges.filter((bridge) => bridge.active && bridge.node === node).map(({ name }) => name),
    networks: [...new Set(vm.nics.filter(({ network }) => network !== '').map(({ network }) => network))],
    stagingStorage: onNode.find(({ content }) => content.includes('import'))?.name,
  };
}

/** The plan of a draft, or null while something that has no default is missing. */
export function planOf(draft: Draft, offers: Offers): MigrationPlanInput | null {
  const { sourceId, vmRef, targetId, strategy, cutover } = draft;
  const { node, storage, stagingStorage, bridges, networks } = offers;
  if (sourceId === '' || vmRef === '' || targetId === '' || node === '' || storage === '') return null;
  return {
    source: { connectionId: sourceId, vm: vmRef },
    target: { connectionId: targetId, node, storage, stagingStorage },
    strategy,
    networks: networks.flatMap((network) => {
      const bridge = draft.bridges[network] ?? bridges[0];
      return bridge === undefined ? [] : [{ network, bridge }];
    }),
    cutover: { mode: cutover },
  };
}

function roomiest(storages: TargetFacts['storages']): TargetFacts['storages'][number] | undefined {
  return [...storages].sort((a, b) => b.availableBytes - a.availableBytes)[0];
}
