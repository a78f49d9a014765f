import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Preset, presetChangeSchema, presetInputSchema } from '../../../contract/preset.ts';
import { changeOf, draftOf, emptyPreset, inputOf, refusedFields, wrongFields } from './presetDraft.ts';

const word = fc.constantFrom('alpha', 'beta', 'gamma', '台北');
const presets: fc.Arbitrary<Preset> = fc.record({
  ...{ id: word, name: word, sourceConnectionId: word, targetConnectionId: word, storage: word },
  ...{ node: fc.option(word), stagingStorage: fc.option(word), pool: fc.option(word) },
  networks: fc.uniqueArray(
    fc.record(
      { network: word, bridge: word, vlan: fc.integer({ min: 1, max: 4094 }) },
      { requiredKeys: ['network', 'bridge'] },
    ),
    { selector: ({ network }) => network },
  ),
  datastores: fc.uniqueArray(
    fc.record(
      { datastore: word, storage: word, format: fc.constantFrom('raw' as const, 'qcow2' as const) },
      { requiredKeys: ['datastore', 'storage'] },
    ),
    { selector: ({ datastore }) => datastore },
  ),
  hardware: fc.record({
    controller: fc.constantFrom('keep' as const, 'virtio' as const),
    nic: fc.constantFrom('keep' as const, 'virtio' as const),
    ...{ cpuType: word, driversConfirmed: fc.boolean() },
  }),
  ...{ revision: fc.nat(), createdAt: word, updatedAt: word, updatedBy: word },
});

test('a preset comes out of its form as it went in, and nothing in it is wrong', () => {
  fc.assert(
    fc.property(presets, (preset) => {
      const change = changeOf(draftOf(preset));
      expect(preset).toMatchObject(change);
      expect(presetChangeSchema.safeParse(change).success).toBe(true);
      expect(presetInputSchema.safeParse(inputOf(draftOf(preset))).success).toBe(true);
      expect(wrongFields(draftOf(preset)).size).toBe(0);
    }),
  );
});

test('what is missing is told by field, before it is sent', () => {
  const draft = {
    ...emptyPreset(),
    networks: { LAN: { bridge: 'vmbr0', vlan: '4095' }, DMZ: { bridge: '', vlan: 'x' } },
  };
  expect([...wrongFields(draft)]).toEqual([
    ...[
      ['name', 'name'],
      ['sourceConnectionId', 'connection'],
      ['targetConnectionId', 'connection'],
    ],
    ...[
      ['storage', 'storage'],
      ['networks.LAN', 'vlan'],
    ],
  ]);
});

test('a refused row is found although rows without a choice were not sent', () => {
  const networks = { DMZ: { bridge: '', vlan: '' }, LAN: { bridge: 'vmbr9', vlan: '' } };
  const problem = {
    ...{ type: '', title: '', status: 422, detail: '', code: 'mapping.refused', remedy: '', correlationId: '' },
    issues: [
      { path: 'body.networks.0.bridge', message: 'no vmbr9' },
      { path: 'body.node', message: 'no pve9' },
    ],
  };
  expect([...refusedFields({ ...emptyPreset(), networks }, problem)]).toEqual([
    ['networks.LAN', 'no vmbr9'],
    ['node', 'no pve9'],
  ]);
});
