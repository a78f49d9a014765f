import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bulkSettingsSchema, vmOverridesSchema } from '../../contract/bulkPlan.ts';
import { planSchema } from '../../contract/plan.ts';
import { presetInputSchema } from '../../contract/preset.ts';
import { migrationPlanOf, type PlanGround } from './migrationPlanOf.ts';

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const networks = fc.uniqueArray(fc.record({ network: names, bridge: fc.constantFrom('vmbr0', 'vmbr1') }), {
  selector: ({ network }) => network,
});
const datastores = fc.uniqueArray(fc.record({ datastore: names, storage: fc.constantFrom('ssd', 'hdd') }), {
  selector: ({ datastore }) => datastore,
});
const disks = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 3 }), datastore: names }), {
  selector: ({ id }) => id,
});

const ground = (mapping: object): PlanGround => ({
  id: 'plan-1',
  settings: bulkSettingsSchema.parse({ strategy: 'cold', tags: ['wave'] }),
  preset: {
    ...presetInputSchema.parse({
      ...{ name: 'p', sourceConnectionId: 's', targetConnectionId: 't', storage: 'ssd', ...mapping },
    }),
    ...{ id: 'p1', revision: 1, createdAt: '', updatedAt: '', updatedBy: '' },
  },
});

test('every disk and network of a VM goes where its nearest row says, once', () => {
  fc.assert(
    fc.property(networks, networks, datastores, disks, (presetRows, ownRows, stores, vmDisks) => {
      const plan = planSchema.parse(
        migrationPlanOf(
          ground({ networks: presetRows, datastores: stores }),
          { ref: 'vm-1', overrides: { networks: ownRows } },
          vmDisks,
        ),
      );
      const bridges = new Map([...presetRows, ...ownRows].map(({ network, bridge }) => [network, bridge]));
      expect(new Map(plan.networks.map(({ network, bridge }) => [network, bridge]))).toEqual(bridges);
      expect(plan.networks).toHaveLength(bridges.size);
      const storageOf = new Map(stores.map(({ datastore, storage }) => [datastore, storage]));
      for (const { id, datastore } of vmDisks) {
        expect(plan.disks.find(({ diskId }) => diskId === id)?.storage).toBe(storageOf.get(datastore));
      }
    }),
  );
});

test('what a VM has of its own goes before settings and preset; the rest stays theirs', () => {
  const overrides = vmOverridesSchema.parse({
    target: { storage: 'hdd', vmid: 900 },
    hardware: { nic: 'virtio' },
    disks: [{ diskId: 'd1', storage: 'tank' }],
    tags: ['mine'],
  });
  const stores = [{ datastore: 'a', storage: 'ssd' }];
  const plan = planSchema.parse(
    migrationPlanOf(
      ground({ node: 'pve1', pool: 'moved', hardware: { controller: 'virtio' }, datastores: stores }),
      { ref: 'vm-1', overrides },
      [{ id: 'd1', datastore: 'a' }],
    ),
  );
  expect(plan).toMatchObject({
    source: { connectionId: 's', vm: 'vm-1' },
    target: { connectionId: 't', node: 'pve1', pool: 'moved', storage: 'hdd', vmid: 900 },
    hardware: { controller: 'virtio', nic: 'virtio' },
    disks: [{ diskId: 'd1', storage: 'tank' }],
    ...{ strategy: 'cold', tags: ['mine'], planId: 'plan-1' },
  });
});

test('overrides that are absent do not become defaults', () => {
  expect(vmOverridesSchema.parse({ hardware: {} })).toEqual({ hardware: {} });
  expect(vmOverridesSchema.safeParse({ strategie: 'cold' }).success).toBe(false);
});
