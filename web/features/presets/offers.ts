import type { TargetFacts } from '../../../contract/targetFacts.ts';

/** What a target has, on one node, or on any node that is on when none is chosen. */
export interface PresetOffers {
  nodes: string[];
  storages: string[];
  stagingStorages: string[];
  bridges: string[];
  pools: string[];
}

export function offersOf(facts: TargetFacts, node: string): PresetOffers {
  const nodes = facts.nodes.filter(({ online }) => online).map(({ name }) => name);
  const there = (place: { node: string; active: boolean }) =>
    place.active && (node === '' ? nodes.includes(place.node) : place.node === node);
  const storages = facts.storages.filter(there);
  return {
    nodes,
    storages: names(storages.filter(({ content }) => content.includes('images'))),
    stagingStorages: names(storages.filter(({ content }) => content.includes('import'))),
    bridges: names(facts.bridges.filter(there)),
    pools: facts.pools,
  };
}

function names(places: { name: string }[]): string[] {
  return [...new Set(places.map(({ name }) => name))].sort();
}
