import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanCheck } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';

export type CheckedVm = PlanCheck['vms'][number];

interface CheckOrder {
  /** Absent: all. */
  refs?: string[];
  preflight: boolean;
}

/** The last word on each VM; a check of some leaves what is known of the others. */
export function usePlanCheck(id: string) {
  const [checked, setChecked] = useState<ReadonlyMap<string, CheckedVm>>(new Map());
  const check = useMutation({
    mutationFn: ({ refs, preflight }: CheckOrder) => api.checkPlan({ params: { id }, body: { vms: refs, preflight } }),
    onSuccess: ({ vms }) => setChecked((known) => new Map([...known, ...vms.map((vm) => [vm.ref, vm] as const)])),
  });
  const forget = () => {
    setChecked(new Map());
    check.reset();
  };
  return { check, checked, forget };
}
