import { z } from 'zod';

/** Where VMs of a source are: the counterpart of what a target offers. */
export const sourcePlacesSchema = z
  .object({
    seen: z.boolean().meta({ description: 'False: the inventory does not tell yet; refresh it.' }),
    networks: z.array(z.string()),
    datastores: z.array(z.string()),
  })
  .meta({ id: 'SourcePlaces' });
