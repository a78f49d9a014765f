import { useQuery } from '@tanstack/react-query';
import { can } from '../../contract/can.ts';
import type { Connection } from '../../contract/connection.ts';
import { connectionList } from '../api/inventoryQueries.ts';
import { useUser } from '../api/session.ts';

/** Connections of the projects in which the user may start migrations, and keep plans and presets. */
export function useConnectionsToMove(): Connection[] {
  const user = useUser();
  const { data: connections = [] } = useQuery(connectionList);
  return connections.filter(({ projectId }) => can(user, 'migrations:create', { projectId }));
}
