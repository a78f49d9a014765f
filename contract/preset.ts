import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { objectNameSchema } from './objectName.ts';
import { networkMappingSchema, planSchema } from './plan.ts';

/** A mapping preset: how what a source has becomes what a target has, kept under a name for plans to use. */

export const datastoreMappingSchema = z.strictObject({
  datastore: z.string().min(1).meta({ description: 'Name of the datastore that a disk lies on.' }),
  storage: z.string().min(1),
  format: z.enum(['raw', 'qcow2']).optional().meta({ description: 'Absent: what the storage prefers.' }),
});
export type DatastoreMapping = z.infer<typeof datastoreMappingSchema>;

const networks = z.array(networkMappingSchema).max(1000).refine(distinct('network'), 'names a network twice');
const datastores = z.array(datastoreMappingSchema).max(1000).refine(distinct('datastore'), 'names a datastore twice');
const hardware = planSchema.shape.hardware.unwrap();
const choice = z.string().min(1).max(100).nullable();

const editable = {
  name: objectNameSchema,
  node: choice.meta({ description: 'Node of new VMs; null: the only one online.' }),
  storage: z.string().min(1).max(100).meta({ description: 'For disks on datastores without a row of their own.' }),
  stagingStorage: choice.meta({ description: 'Storage with `import` content, for the staged route.' }),
  pool: choice,
  networks,
  datastores,
  hardware,
};

export const presetInputSchema = z
  .strictObject({
    sourceConnectionId: z.string().min(1).max(100),
    targetConnectionId: z.string().min(1).max(100),
    ...editable,
    node: editable.node.default(null),
    stagingStorage: editable.stagingStorage.default(null),
    pool: editable.pool.default(null),
    networks: networks.default([]),
    datastores: datastores.default([]),
    hardware: hardware.prefault({}),
  })
  .meta({ id: 'MappingPresetInput' });
export type PresetInput = z.infer<typeof presetInputSchema>;

/** Fields that are absent stay. A preset keeps its two connections: another pair is another preset. */
export const presetChangeSchema = z.strictObject(editable).partial().meta({ id: 'MappingPresetChange' });
export type PresetChange = z.infer<typeof presetChangeSchema>;

export const presetSchema = z
  .object({
    id: z.string(),
    sourceConnectionId: z.string(),
    targetConnectionId: z.string(),
    ...editable,
    revision: z.number().int().meta({ description: 'Rises with each edit; what `If-Match` wants.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  })
  .meta({ id: 'MappingPreset' });
export type Preset = z.infer<typeof presetSchema>;

/** A finding on one row of a mapping. */
export const mappingFindingSchema = findingSchema
  .extend({ path: z.string().meta({ description: 'The field concerned.', example: 'networks.2.bridge' }) })
  .meta({ id: 'MappingFinding' });
export type MappingFinding = z.infer<typeof mappingFindingSchema>;

export const presetCheckSchema = z
  .object({ checkedAt: z.string(), findings: z.array(mappingFindingSchema) })
  .meta({ id: 'MappingPresetCheck' });

function distinct<K extends string>(key: K) {
  return (rows: { [name in K]: string }[]) => new Set(rows.map((row) => row[key])).size === rows.length;
}
