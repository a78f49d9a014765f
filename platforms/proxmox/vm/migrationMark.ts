/**
 * How everything that a migration makes can be found again: the VM carries two tags to search by and the whole id in
 * its description to be sure by; staged images carry the id in their file names.
 */
export const droverTag = 'drover';

/** Tags are lower case and short in the console, so only the first part of the id. */
export function migrationTag(migrationId: string): string {
  return `${droverTag}-${migrationId.slice(0, 12).toLowerCase()}`;
}

export function markLine(migrationId: string): string {
  return `drover migration ${migrationId}`;
}

export function describeWithMark(text: string, migrationId: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== markLine(migrationId));
  return [...lines, markLine(migrationId)].join('\n').trim();
}

/** Whether a VM configuration is this migration's own. Nothing without this answer is ever changed or removed. */
export function carriesMark(config: { tags?: unknown; description?: unknown }, migrationId: string): boolean {
  return (
    parseTags(config.tags).includes(migrationTag(migrationId)) &&
    // Anywhere: people add to the notes of a VM, and ids are all of one length.
    String(config.description ?? '').includes(markLine(migrationId))
  );
}

/** Proxmox VE takes `;`, `,` and spaces between tags and gives `;`. */
export function parseTags(tags: unknown): string[] {
  return String(tags ?? '')
    .split(/[;,\s]+/)
    .filter((tag) => tag !== '');
}

/** Tags as Proxmox VE accepts them: `[A-Za-z0-9_][A-Za-z0-9_+.-]*`, lower case, sorted, each once. */
export function printTags(migrationId: string, tags: readonly string[]): string {
  const valid = tags
    .map((tag) =>
      tag
        .toLowerCase()
        .replace(/[^a-z0-9_+.-]+/g, '-')
        .replace(/^[^a-z0-9_]+/, ''),
    )
    .filter((tag) => tag !== '');
  return [...new Set([droverTag, migrationTag(migrationId), ...valid])].sort().join(';');
}

/** Prefix of the staged images of a migration. */
export function imagePrefix(migrationId: string): string {
  return `${droverTag}-${migrationId}-`;
}
