import { z } from 'zod';

/** Lists are read page by page: `cursor` is opaque and comes from the page before. */
export const pageQuery = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number<number>().int().min(1).max(500).default(50),
};

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
  });
}

/** A query parameter that may be given several times. */
export function severalOf<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((value) => [value])]);
}
