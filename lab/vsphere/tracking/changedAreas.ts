import type { LabExtent } from '../vmBacking.ts';

export interface ChangedPage {
  /** Bytes from the start of the page that it describes. */
  length: number;
  areas: LabExtent[];
}

/**
 * Cuts one page out of all changed areas of a disk: as many areas as fit, and no further than the range.
 * @param all ascending and disjoint
 */
export function changedPage(
  all: readonly LabExtent[],
  page: { start: number; capacityBytes: number; maxAreas: number; maxRange: number },
): ChangedPage {
  const end = Math.min(page.capacityBytes, page.start + page.maxRange);
  const areas: LabExtent[] = [];
  for (const extent of all) {
    const from = Math.max(extent.start, page.start);
    const to = Math.min(extent.start + extent.length, end);
    if (to <= from) continue;
    areas.push({ start: from, length: to - from });
    if (areas.length === page.maxAreas) return { areas, length: to - page.start };
  }
  return { areas, length: end - page.start };
}

/** A page that says nothing has changed up to the first area; undefined when the first area is at the very start. */
export function emptyPage(all: readonly LabExtent[], start: number): ChangedPage | undefined {
  const next = all.find((extent) => extent.start + extent.length > start);
  return next === undefined || next.start <= start ? undefined : { areas: [], length: next.start - start };
}

/** Widens areas to multiples of `grain` bytes and merges what then touches: allowed, never the reverse. */
export function overReport(all: readonly LabExtent[], grain: number, capacityBytes: number): LabExtent[] {
  const widened: LabExtent[] = [];
  for (const extent of all) {
    const start = Math.floor(extent.start / grain) * grain;
    const end = Math.min(capacityBytes, Math.ceil((extent.start + extent.length) / grain) * grain);
    const last = widened.at(-1);
    if (last !== undefined && start <= last.start + last.length) last.length = Math.max(last.length, end - last.start);
    else widened.push({ start, length: end - start });
  }
  return widened;
}

/** Leaves out a share of the areas, from the last one on: what no server may do, and some did. */
export function underReport(all: readonly LabExtent[], percent: number): LabExtent[] {
  return all.slice(0, Math.floor(all.length * (1 - percent / 100)));
}
