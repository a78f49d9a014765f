import type { MigrationPlanInput } from '../../../contract/plan.ts';
import type { TargetFacts } from '../../../contract/targetFacts.ts';
import { policyOf } from '../plans/cutoverText.ts';
import { emptyPreset, type PresetDraft } from '../presets/presetDraft.ts';

/** What the operator has chosen so far; '' where nothing was and a default holds. */
export interface Draft {
  sourceId: string;
  vmRef: string;
  targetId: string;
  node: string;
  storage: string;
  /** Of the new VM; '': made of the source's name. */
  name: string;
  /** '': the next that is free. */
  vmid: string;
  /** By the name of the source network. One that is not there goes to the first bridge. */
  networks: PresetDraft['networks'];
  /** Storages by disk id; '' or not there: that of all. */
  disks: Record<string, string>;
  hardware: PresetDraft['hardware'];
  strategy: 'warm' | 'cold';
  /** As in cutoverText. */
  cutover: string;
  /** Whether the new VM runs afterwards. */
  startTarget: boolean;
}

/** What holds of one VM alone, and of no other that is chosen instead. */
export const ofOneVm = { name: '', vmid: '', networks: {}, disks: {} } satisfies Partial<Draft>;

export const emptyDraft: Draft = {
  ...{ sourceId: '', vmRef: '', targetId: '', node: '', storage: '', ...ofOneVm },
  ...{ hardware: emptyPreset().hardware, strategy: 'warm', cutover: 'manual', startTarget: true },
};

/** What can be chosen on the target, given what was. */
export interface Offers {
  nodes: string[];
  node: string;
  storages: TargetFacts['storages'];
  storage: string;
  bridges: string[];
  /** Those of the VM, each with where it goes. */
  networks: PresetDraft['networks'];
  disks: MovedDisk[];
  /** First storage that takes images for import: the staged route needs one. */
  stagingStorage: string | undefined;
}

export interface MovedDisk {
  id: string;
  label: string;
  capacityBytes: number;
}

export function offersOf(
  draft: Draft,
  vm: { nics: { network: string }[]; disks: MovedDisk[] },
  facts: TargetFacts,
): Offers {
  const nodes = facts.nodes.filter(({ online }) => online).map(({ name }) => name);
  const node = nodes.includes(draft.node) ? draft.node : (nodes[0] ?? '');
  const onNode = facts.storages.filter((storage) => storage.active && storage.node === node);
  const storages = onNode.filter(({ content }) => content.includes('images'));
  const known = storages.some(({ name }) => name === draft.storage);
  const bridges = facts.bridges.filter((bridge) => bridge.active && bridge.node === node).map(({ name }) => name);
  const networks = new Set(vm.nics.filter(({ network }) => network !== '').map(({ network }) => network));
  const first = { bridge: bridges[0] ?? '', vlan: '' };
  return {
    ...{ nodes, node, storages, bridges },
    storage: known ? draft.storage : (roomiest(storages)?.name ?? ''),
    networks: Object.fromEntries([...networks].map((network) => [network, draft.networks[network] ?? first])),
    disks: vm.disks.map(({ id, label, capacityBytes }) => ({ id, label, capacityBytes })),
    stagingStorage: onNode.find(({ content }) => content.includes('import'))?.name,
  };
}

/** The plan of a draft that nothing is wrong with, or null while something that has no default is missing. */
export function planOf(draft: Draft, offers: Offers): MigrationPlanInput | null {
  const { sourceId, vmRef, targetId, strategy, hardware } = draft;
  const { node, storage, stagingStorage } = offers;
  if (sourceId === '' || vmRef === '' || targetId === '' || node === '' || storage === '') return null;
  const cutover = strategy === 'cold' ? null : policyOf(draft.cutover);
  return {
    source: { connectionId: sourceId, vm: vmRef },
    target: {
      ...{ connectionId: targetId, node, storage, stagingStorage },
      ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
      ...(draft.vmid.trim() === '' ? {} : { vmid: Number(draft.vmid) }),
    },
    ...{ strategy, startTarget: draft.startTarget, hardware: { ...hardware, cpuType: hardware.cpuType.trim() } },
    disks: offers.disks.flatMap(({ id }) => {
      const own = draft.disks[id] ?? '';
      return own === '' || own === storage ? [] : [{ diskId: id, storage: own }];
    }),
    networks: Object.entries(offers.networks).flatMap(([network, { bridge, vlan }]) => {
      if (bridge === '') return [];
      return [vlan === '' ? { network, bridge } : { network, bridge, vlan: Number(vlan) }];
    }),
    cutover: cutover ?? undefined,
  };
}

function roomiest(storages: TargetFacts['storages']): TargetFacts['storages'][number] | undefined {
  return [...storages].sort((a, b) => b.availableBytes - a.availableBytes)[0];
}
