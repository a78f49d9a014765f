import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** Reads the inventory of a source anew. */
export function useRefresh(connectionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.refreshInventory({ params: { id: connectionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['inventory', connectionId] }),
  });
}
