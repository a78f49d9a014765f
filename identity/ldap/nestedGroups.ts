/** Groups of groups are followed this far; deeper ones are a mistake, and count for nothing. */
const deepest = 16;

/**
 * Groups that a member belongs to, directly or through groups: level by level, each group asked for once, so that groups
 * which contain each other come to an end.
 * @param directGroups distinguished names of the groups that a member is in
 */
export async function nestedGroups(
  member: string,
  directGroups: (member: string) => Promise<string[]>,
): Promise<string[]> {
  const found = new Map<string, string>();
  let level = [member];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const asked of level) {
      for (const group of await directGroups(asked)) {
        const key = group.toLowerCase();
        if (found.has(key)) continue;
        found.set(key, group);
        next.push(group);
      }
    }
    level = next;
  }
  return [...found.values()];
}
