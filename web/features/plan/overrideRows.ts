import type { VmOverrides } from '../../../contract/bulkPlan.ts';

/** What a VM has differently, as names and values: `target.storage`, `ceph-db`. */
export function overrideRows(overrides: VmOverrides): [name: string, value: string][] {
  return rowsOf(overrides, '');
}

function rowsOf(value: object, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (inner === undefined || (Array.isArray(inner) && inner.length === 0)) return [];
    if (Array.isArray(inner)) return [[path, inner.map(oneOf).join('; ')]];
    return typeof inner === 'object' && inner !== null ? rowsOf(inner, path) : [[path, String(inner)]];
  });
}

function oneOf(item: unknown): string {
  return typeof item === 'object' && item !== null ? Object.values(item).join(' → ') : String(item);
}
