import { z } from 'zod';
import type { VmOverrides } from '../../../contract/bulkPlan.ts';

/** A VM that is to be in a plan. */
export interface PlannedVm {
  ref: string;
  name: string;
  capacityBytes: number;
  overrides: VmOverrides;
}

const carriedSchema = z.object({
  sourceId: z.string(),
  vms: z.array(z.object({ ref: z.string(), name: z.string(), capacityBytes: z.number() })),
});
/** What the inventory hands on; it lies in the history of the browser, so that it outlives a reload. */
export type Carried = z.infer<typeof carriedSchema>;

export function carriedOf(state: unknown): Carried | null {
  return carriedSchema.safeParse(state).data ?? null;
}

/** Names each VM once; of a VM that is there already, what comes later holds. */
export function joined(known: PlannedVm[], more: PlannedVm[]): PlannedVm[] {
  return [...new Map([...known, ...more].map((vm) => [vm.ref, vm])).values()];
}
