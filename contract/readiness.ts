import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { vmSummarySchema } from './vm.ts';

export const readinessLevelSchema = z.enum(['ready', 'attention', 'blocked']);
export type ReadinessLevel = z.infer<typeof readinessLevelSchema>;

/** What can be told of a VM before preflight has asked its source. */
export const readinessSchema = z
  .object({
    level: readinessLevelSchema.meta({ description: '`blocked`: preflight will refuse it as it is now.' }),
    score: z.number().int().min(0).max(100).meta({ description: '100: nothing is known to be in the way.' }),
    findings: z.array(findingSchema).meta({ description: 'With the codes that preflight uses.' }),
  })
  .meta({ id: 'VmReadiness' });
export type Readiness = z.infer<typeof readinessSchema>;

/** A VM of the inventory, and how ready it is. */
export const inventoryVmSchema = vmSummarySchema.extend({ readiness: readinessSchema }).meta({ id: 'InventoryVm' });
export type InventoryVm = z.infer<typeof inventoryVmSchema>;

/** What a selection needs of a VM, and no more: there may be 50,000 of them. */
export const vmChoiceSchema = inventoryVmSchema
  .pick({ ref: true, name: true, capacityBytes: true })
  .meta({ id: 'VmChoice' });
export type VmChoice = z.infer<typeof vmChoiceSchema>;

export const inventoryFoldersSchema = z
  .object({
    count: z.number().int(),
    capacityBytes: z.number(),
    seenAt: z.string().nullable().meta({ description: 'When the oldest of its rows was read; null without any.' }),
    folders: z.array(
      z.object({
        path: z.string().meta({ description: 'Folder path, e.g. `DC0/vm/prod`.' }),
        count: z.number().int().meta({ description: 'VMs in it, without those of folders below.' }),
        capacityBytes: z.number(),
      }),
    ),
  })
  .meta({ id: 'InventoryFolders' });
export type InventoryFolders = z.infer<typeof inventoryFoldersSchema>;
