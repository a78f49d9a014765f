import type { Permission } from '../../contract/permission.ts';
import { useMay } from '../api/session.ts';
import { useChosenProject } from './projectChoice.ts';

/** Whether the user may do something in the project that is chosen; while none is, in any. */
export function useMayHere(permission: Permission): boolean {
  return useMay(permission, useChosenProject() ?? undefined);
}
