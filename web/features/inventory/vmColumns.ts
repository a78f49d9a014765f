import type { VmSort } from '../../../contract/routes/inventory.ts';

export interface VmColumn {
  id: 'name' | 'readiness' | 'guest' | 'cpus' | 'capacity' | 'tools' | 'changeTracking' | 'snapshots';
  /** What it is sorted by; null: by nothing. */
  sort: VmSort | null;
  right?: boolean;
}

export const vmColumns: VmColumn[] = [
  { id: 'name', sort: 'name' },
  { id: 'readiness', sort: null },
  { id: 'guest', sort: 'guest' },
  { id: 'cpus', sort: 'memory', right: true },
  { id: 'capacity', sort: 'capacity', right: true },
  { id: 'tools', sort: null },
  { id: 'changeTracking', sort: null },
  { id: 'snapshots', sort: 'snapshots', right: true },
];

/** Shared by the head and every row. */
export const vmGrid =
  'grid items-center gap-x-2.5 px-3 grid-cols-[1.25rem_minmax(0,1fr)_auto] lg:grid-cols-[1.25rem_minmax(0,1.8fr)_6.75rem_minmax(0,1fr)_3.75rem_4.25rem_4.5rem_2rem_2.75rem]';
