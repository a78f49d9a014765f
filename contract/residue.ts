import { z } from 'zod';
import { leftoverSchema } from './migration.ts';

/** What Drover has made on any system and that is there now. */
export const residueEntrySchema = leftoverSchema
  .extend({
    migrationId: z.string(),
    vm: z.string().nullable().meta({ description: 'Name of the VM, else its reference; null when not known.' }),
    lost: z.boolean().optional().meta({ description: 'The database knows no migration of this id; the marks tell.' }),
    inUse: z.boolean().meta({ description: 'A migration that is open needs it: not left over.' }),
  })
  .meta({ id: 'ResidueEntry' });
export type ResidueEntry = z.infer<typeof residueEntrySchema>;

export const residueReportSchema = z
  .object({
    at: z.string(),
    items: z.array(residueEntrySchema),
    unseen: z
      .array(z.object({ system: leftoverSchema.shape.system, ref: z.string(), reason: z.string() }))
      .meta({ description: 'What could not be looked at: what is left there is not known.' }),
  })
  .meta({ id: 'ResidueReport' });
export type ResidueReport = z.infer<typeof residueReportSchema>;
