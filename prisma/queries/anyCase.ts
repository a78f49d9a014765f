/**
 * Conditions that do not tell cases apart. `%`, `_` and `\` are letters as others are: Prisma hands them on as they come,
 * and PostgreSQL's ILIKE would take them for wildcards.
 */

/** A text that holds what was searched for. */
export function containing(search: string): { contains: string; mode: 'insensitive' } {
  return { contains: literal(search), mode: 'insensitive' };
}

/** A text that differs in case at most. */
export function spelling(text: string): { equals: string; mode: 'insensitive' } {
  return { equals: literal(text), mode: 'insensitive' };
}

function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
