import { addUnused, dropFromBootOrder, isCdrom, isDriveKey, isUnusedKey, parseDrive } from './drives.ts';
import type { VmConfig } from './vmConfigFile.ts';

/** Options that a running VM takes over at once; all others wait for its next start. */
const liveOptions = new Set([
  'autostart',
  'description',
  'hookscript',
  'lock',
  'name',
  'onboot',
  'protection',
  'shares',
  'startup',
  'tags',
  'vmstatestorage',
]);

/**
 * Moves what may be changed now out of the pending section.
 * @param live keys whose hardware has been changed in the running VM; absent: the VM is off.
 */
export function applyPending(vmid: number, config: VmConfig, live?: ReadonlySet<string>): void {
  const may = (key: string): boolean => live === undefined || live.has(key) || liveOptions.has(key) || isUnusedKey(key);
  for (const key of config.pendingDelete.filter(may)) removeOption(vmid, config.options, key);
  config.pendingDelete = config.pendingDelete.filter((key) => !may(key));
  for (const [key, value] of Object.entries(config.pending)) {
    if (!may(key)) continue;
    const before = config.options[key];
    config.options[key] = value;
    delete config.pending[key];
    if (before !== undefined) keepReplaced(vmid, config.options, { key, before, after: value });
    // A volume that is in use again is no longer unused.
    if (isDriveKey(key)) forgetUnused(config.options, parseDrive(key, value).file);
  }
}

function removeOption(vmid: number, options: Record<string, string>, key: string): void {
  const before = options[key];
  if (before === undefined) return;
  delete options[key];
  if (!isDriveKey(key)) return;
  dropFromBootOrder(options, key);
  keepReplaced(vmid, options, { key, before, after: undefined });
}

/** A disk that leaves its key stays in the configuration as `unusedN`, but only if it is the VM's own. */
function keepReplaced(
  vmid: number,
  options: Record<string, string>,
  change: { key: string; before: string; after: string | undefined },
): void {
  if (!isDriveKey(change.key)) return;
  const old = parseDrive(change.key, change.before);
  if (isCdrom(old) || ownerOf(old.file) !== vmid) return;
  if (change.after !== undefined && parseDrive(change.key, change.after).file === old.file) return;
  addUnused(options, old.file);
}

export function forgetUnused(options: Record<string, string>, volid: string): void {
  for (const key of Object.keys(options)) if (isUnusedKey(key) && options[key] === volid) delete options[key];
}

/** The VM that a volume belongs to, by its name. */
export function ownerOf(volid: string): number | undefined {
  const owner = /[/:](?:vm|base)-(\d+)-/.exec(volid)?.[1];
  return owner === undefined ? undefined : Number(owner);
}
