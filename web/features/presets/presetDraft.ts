import type { Preset, PresetChange, PresetInput } from '../../../contract/preset.ts';
import type { Problem } from '../../../contract/problem.ts';

/** A mapping preset as its form holds it: '' where nothing is chosen, rows by the name of what is mapped. */
export type PresetDraft = {
  name: string;
  sourceConnectionId: string;
  targetConnectionId: string;
  node: string;
  storage: string;
  stagingStorage: string;
  pool: string;
  networks: Record<string, { bridge: string; vlan: string }>;
  datastores: Record<string, { storage: string; format: string }>;
  hardware: { controller: 'keep' | 'virtio'; nic: 'keep' | 'virtio'; cpuType: string; driversConfirmed: boolean };
};

export function emptyPreset(sourceConnectionId = ''): PresetDraft {
  return {
    ...{ name: '', sourceConnectionId, targetConnectionId: '', node: '', storage: '', stagingStorage: '', pool: '' },
    ...{ networks: {}, datastores: {} },
    hardware: { controller: 'keep', nic: 'keep', cpuType: 'x86-64-v2-AES', driversConfirmed: false },
  };
}

export function draftOf(preset: Preset): PresetDraft {
  const { name, sourceConnectionId, targetConnectionId, node, storage, stagingStorage, pool, hardware } = preset;
  return {
    ...{ name, sourceConnectionId, targetConnectionId, storage, hardware },
    ...{ node: node ?? '', stagingStorage: stagingStorage ?? '', pool: pool ?? '' },
    networks: Object.fromEntries(
      preset.networks.map(({ network, bridge, vlan }) => [
        network,
        { bridge, vlan: vlan === undefined ? '' : `${vlan}` },
      ]),
    ),
    datastores: Object.fromEntries(
      preset.datastores.map(({ datastore, storage, format }) => [datastore, { storage, format: format ?? '' }]),
    ),
  };
}

/** Networks without a bridge and datastores without a storage have no row. */
export function changeOf(draft: PresetDraft): Required<PresetChange> {
  const { name, node, storage, stagingStorage, pool, hardware } = draft;
  return {
    ...{ name: name.trim(), storage, hardware },
    ...{ node: node || null, stagingStorage: stagingStorage || null, pool: pool || null },
    networks: networkRows(draft).map(([network, { bridge, vlan }]) =>
      vlan === '' ? { network, bridge } : { network, bridge, vlan: Number(vlan) },
    ),
    datastores: datastoreRows(draft).map(([datastore, row]) =>
      row.format === 'raw' || row.format === 'qcow2'
        ? { datastore, storage: row.storage, format: row.format }
        : { datastore, storage: row.storage },
    ),
  };
}

export function inputOf(draft: PresetDraft): PresetInput {
  const { sourceConnectionId, targetConnectionId } = draft;
  return { sourceConnectionId, targetConnectionId, ...changeOf(draft) };
}

/** What is missing or cannot be, before anything is sent: the keys of `presetErrors.wrong` by field. */
export function wrongFields(draft: PresetDraft): Map<string, 'name' | 'connection' | 'storage' | 'vlan' | 'cpuType'> {
  const wrong = new Map<string, 'name' | 'connection' | 'storage' | 'vlan' | 'cpuType'>();
  if (draft.name.trim() === '') wrong.set('name', 'name');
  for (const end of ['sourceConnectionId', 'targetConnectionId'] as const) {
    if (draft[end] === '') wrong.set(end, 'connection');
  }
  if (draft.storage === '') wrong.set('storage', 'storage');
  if (draft.hardware.cpuType.trim() === '') wrong.set('hardware.cpuType', 'cpuType');
  for (const [network, { vlan }] of networkRows(draft)) {
    const tag = Number(vlan);
    if (vlan !== '' && !(Number.isInteger(tag) && tag >= 1 && tag <= 4094)) wrong.set(`networks.${network}`, 'vlan');
  }
  return wrong;
}

/** What the API says of each field: its rows have numbers, those of the form names. */
export function refusedFields(draft: PresetDraft, problem: Problem): Map<string, string> {
  const rows = { networks: networkRows(draft), datastores: datastoreRows(draft) };
  return new Map(
    (problem.issues ?? []).map(({ path, message }) => {
      const [field = '', index = ''] = path.replace(/^body\./, '').split('.');
      if (field !== 'networks' && field !== 'datastores') return [path.replace(/^body\./, ''), message];
      return [`${field}.${rows[field][Number(index)]?.[0] ?? index}`, message];
    }),
  );
}

function networkRows({ networks }: PresetDraft) {
  return Object.entries(networks).filter(([, { bridge }]) => bridge !== '');
}

function datastoreRows({ datastores }: PresetDraft) {
  return Object.entries(datastores).filter(([, { storage }]) => storage !== '');
}
