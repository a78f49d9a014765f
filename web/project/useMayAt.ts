import { useQuery } from '@tanstack/react-query';
import type { Permission } from '../../contract/permission.ts';
import { connectionList } from '../api/inventoryQueries.ts';
import { useMay } from '../api/session.ts';

/** Whether the user may do something with what belongs where a connection does. */
export function useMayAt(permission: Permission, connectionId: string): boolean {
  const { data: connections = [] } = useQuery(connectionList);
  return useMay(permission, connections.find(({ id }) => id === connectionId)?.projectId);
}
