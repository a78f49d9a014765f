import { parseTags } from './migrationMark.ts';
import { parseProperties, sameProperties } from './propertyString.ts';
import { type ConfigChange, diskKey, type VmConfig } from './vmConfig.ts';

/**
 * What must be sent so that the configuration has the wanted hardware: only what differs, and the disks and networks
 * that are too many. `unusedN` keys stay: dropping one deletes its volume.
 */
export function configDifference(current: VmConfig, wanted: ConfigChange): ConfigChange {
  const change: ConfigChange = {};
  for (const [key, value] of Object.entries(wanted)) {
    if (!sameValue(key, current[key], value)) change[key] = value;
  }
  const surplus = Object.keys(current).filter((key) => isReplaceable(key, current[key]) && !Object.hasOwn(wanted, key));
  if (surplus.length > 0) change['delete'] = surplus.sort().join(',');
  return change;
}

function isReplaceable(key: string, value: unknown): boolean {
  if (/^net\d+$/.test(key)) return true;
  return diskKey.test(key) && parseProperties(String(value), 'file').get('media') !== 'cdrom';
}

function sameValue(key: string, current: string | number | undefined, wanted: string | number | boolean): boolean {
  if (current === undefined) return key === 'onboot' && Number(wanted) === 0;
  const [one, other] = [String(current), String(wanted)];
  if (key === 'tags') return parseTags(one).sort().join(';') === parseTags(other).sort().join(';');
  if (key === 'description') return one.trimEnd() === other.trimEnd();
  // Sizes are told by the server alone, and it prints the parts in its own order.
  if (diskKey.test(key) || /^net\d+$/.test(key)) return sameProperties(one, other, ['size']);
  return one === other;
}
