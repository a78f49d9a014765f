import { expect, test } from 'vitest';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import { judgeMapping, type Mapping, type SourcePlaces } from './mappingRules.ts';

const storage = (name: string, changes: Partial<TargetFacts['storages'][number]> = {}) => ({
  ...{ node: 'pve1', name, type: 'dir', active: true, shared: false, content: ['images'] },
  ...{ formats: ['raw' as const], totalBytes: 1, availableBytes: 1 },
  ...changes,
});
const bridge = (name: string, changes: Partial<TargetFacts['bridges'][number]> = {}) => ({
  ...{ node: 'pve1', name, vlanAware: false, active: true },
  ...changes,
});
const target: TargetFacts = {
  nodes: [
    { name: 'pve1', online: true, cpus: 8, memoryBytes: 1 },
    { name: 'pve2', online: false, cpus: 8, memoryBytes: 1 },
  ],
  storages: [storage('ssd'), storage('tank', { content: ['import'] }), storage('off', { active: false })],
  bridges: [bridge('vmbr0'), bridge('vmbr1', { active: false }), bridge('far', { node: 'pve2' })],
  guests: [],
  pools: ['moved'],
};
const source: SourcePlaces = { networks: ['VM Network'], datastores: ['ds1'] };
const mapping: Mapping = {
  ...{ node: 'pve1', storage: 'ssd', stagingStorage: 'tank', pool: 'moved' },
  networks: [{ network: 'VM Network', bridge: 'vmbr0' }],
  datastores: [{ datastore: 'ds1', storage: 'ssd', format: 'raw' }],
  hardware: { controller: 'keep', nic: 'keep', cpuType: 'host', driversConfirmed: false },
};
const found = (change: Partial<Mapping>, seen: SourcePlaces | null = source) =>
  judgeMapping({ ...mapping, ...change }, target, seen).map(({ path, code }) => `${path} ${code}`);

test('a mapping that both sides can carry out has no findings', () => {
  expect(found({})).toEqual([]);
  expect(found({ node: null, stagingStorage: null, pool: null, networks: [], datastores: [] })).toEqual([]);
});

test.each<[string, Partial<Mapping>]>([
  ['node mapping.node-missing', { node: 'pve9', storage: 'ssd', networks: [], datastores: [], stagingStorage: null }],
  ['storage mapping.storage-missing', { storage: 'nowhere' }],
  ['storage mapping.storage-inactive', { storage: 'off' }],
  ['storage mapping.storage-content', { storage: 'tank' }],
  ['stagingStorage mapping.storage-content', { stagingStorage: 'ssd' }],
  [
    'datastores.0.storage mapping.storage-format',
    { datastores: [{ datastore: 'ds1', storage: 'ssd', format: 'qcow2' }] },
  ],
  ['pool mapping.pool-missing', { pool: 'other' }],
  ['networks.0.bridge mapping.bridge-missing', { networks: [{ network: 'VM Network', bridge: 'far' }] }],
  ['networks.0.bridge mapping.bridge-inactive', { networks: [{ network: 'VM Network', bridge: 'vmbr1' }] }],
  ['networks.0.vlan mapping.vlan-unaware', { networks: [{ network: 'VM Network', bridge: 'vmbr0', vlan: 7 }] }],
  ['networks.0.network mapping.network-unknown', { networks: [{ network: 'VM netwrok', bridge: 'vmbr0' }] }],
  ['datastores.0.datastore mapping.datastore-unknown', { datastores: [{ datastore: 'ds9', storage: 'ssd' }] }],
])('%s', (expected, change) => {
  expect(found(change)).toContain(expected);
});

test('a node that is off blocks, and names of a source that nobody has looked at are not called wrong', () => {
  expect(found({ node: 'pve2' })).toContain('node mapping.node-offline');
  expect(found({}, null)).toEqual(['sourceConnectionId mapping.source-unseen']);
});

test('what blocks says which names there are', () => {
  const [first] = judgeMapping({ ...mapping, networks: [{ network: 'VM Network', bridge: 'br' }] }, target, source);
  expect(first).toMatchObject({
    severity: 'blocker',
    subject: 'br',
    evidence: expect.stringContaining('vmbr0, vmbr1'),
  });
});
