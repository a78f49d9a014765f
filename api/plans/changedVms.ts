import type { BulkPlan } from '../../contract/bulkPlan.ts';

type Vms = BulkPlan['vms'];

/** Both states of a plan with the VMs alone that an edit touched: a trail that keeps all of thousands says less. */
export function changedVms(before: BulkPlan, after: BulkPlan): { before: BulkPlan; after: BulkPlan } {
  const gone = unlike(before.vms, after.vms);
  const come = unlike(after.vms, before.vms);
  // What is left is a change of their order, which only whole lists show.
  if (gone.length === 0 && come.length === 0) return { before, after };
  return { before: { ...before, vms: gone }, after: { ...after, vms: come } };
}

/** Those that the other list has not, or has with other overrides. */
function unlike(vms: Vms, others: Vms): Vms {
  const known = new Map(others.map(({ ref, overrides }) => [ref, JSON.stringify(overrides)]));
  return vms.filter(({ ref, overrides }) => known.get(ref) !== JSON.stringify(overrides));
}
