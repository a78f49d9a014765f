import { useQuery } from '@tanstack/react-query';
import { can } from '../../contract/can.ts';
import type { Permission } from '../../contract/permission.ts';
import { connectionList } from './inventoryQueries.ts';
import { useUser } from './session.ts';

/**
 * Whether who is logged in may do something to what comes from a source: VMs, presets, plans and schedules are of the
 * project that its connection is in. While that is not known, a role in every project counts alone.
 */
export function useMayFrom(permission: Permission, sourceConnectionId: string): boolean {
  const user = useUser();
  const { data = [] } = useQuery(connectionList);
  const source = data.find(({ id }) => id === sourceConnectionId);
  return can(user, permission, { projectId: source?.projectId ?? '' });
}
