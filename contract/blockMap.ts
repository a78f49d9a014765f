import { z } from 'zod';
import { mostCells } from './blockCells.ts';
import { diskProgressSchema } from './migration.ts';

/** What is where on the target of one disk, as its mover last told. */
const blockMapSchema = z.object({
  capacityBytes: z.number(),
  cellBytes: z.number().meta({ description: 'Bytes of a cell; the last one may be shorter.' }),
  cells: z
    .string()
    .max(mostCells)
    .meta({
      description:
        'Base64, four bits a cell, the first cell in the high ones. ' +
        '0 waiting, 1 partial, 2 zero, 3 copied, 4 changed, 5 verified, 6 verified-zero, 7 differs.',
    }),
});
export type BlockMap = z.infer<typeof blockMapSchema>;

export const diskBlocksSchema = blockMapSchema
  .extend({ ...diskProgressSchema.pick({ diskId: true, round: true, kind: true, at: true }).shape })
  .meta({ id: 'DiskBlocks' });
export type DiskBlocks = z.infer<typeof diskBlocksSchema>;
