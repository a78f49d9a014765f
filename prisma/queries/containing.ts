/**
 * A text that holds what was searched for, in any case. `%`, `_` and `\` are letters as others are: Prisma hands them on
 * as they come, and PostgreSQL's LIKE would take them for wildcards.
 */
export function containing(search: string): { contains: string; mode: 'insensitive' } {
  return { contains: search.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' };
}
