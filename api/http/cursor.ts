import type { z } from 'zod';
import { ApiError } from './apiError.ts';

/** Cursors are opaque to clients: the position after the last row of a page. */
export function encodeCursor(position: object): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * The page of rows of which one more than asked for was read: that one tells whether there is a next page.
 * @param positionOf what the cursor has to know of the last row
 */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  positionOf: (last: T) => object,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}

/** @throws ApiError request.invalid */
export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    const issues = [{ path: 'query.cursor', message: 'is not a cursor of this list' }];
    throw new ApiError('request.invalid', 'The cursor is not one that this list gave.', { issues });
  }
}
