import type { VmSpec } from '../contract/vm.ts';
import type { BootEntry } from './vmDefinition.ts';

/**
 * What the target's firmware tries: what was set at the source, as far as the target has it, then the other disks.
 * @param diskIds disks of the target by position, the one that boots first
 * @param nicKeys NICs of the target by position, as device keys of the source
 */
export function bootEntries(
  { disks, bootSequence = [] }: Pick<VmSpec, 'disks' | 'bootSequence'>,
  diskIds: readonly string[],
  nicKeys: readonly number[],
): BootEntry[] {
  const idOf = (key: number) => disks.find((disk) => disk.key === key)?.id ?? '';
  const set = bootSequence.flatMap((device): BootEntry[] => {
    if (device.kind === 'cdrom') return [device];
    const position = device.kind === 'disk' ? diskIds.indexOf(idOf(device.key)) : nicKeys.indexOf(device.key);
    return position < 0 ? [] : [{ kind: device.kind, position }];
  });
  const all = [...set, ...diskIds.map((_, position): BootEntry => ({ kind: 'disk', position }))];
  return [...new Map(all.map((entry) => [nameOf(entry), entry])).values()];
}

/** The same for entries of the same device. */
function nameOf(entry: BootEntry): string {
  return entry.kind === 'cdrom' ? entry.kind : `${entry.kind} ${entry.position}`;
}
