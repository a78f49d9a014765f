import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { connectionList } from '../../api/inventoryQueries.ts';

/** Tests a connection, and trusts a certificate and tests again. */
export function useConnectionTest(id: string) {
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => api.testConnection({ params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: connectionList.queryKey }),
  });
  const trust = useMutation({
    mutationFn: (fingerprint256: string) => api.updateConnection({ params: { id }, body: { fingerprint256 } }),
    onSuccess: () => test.mutate(),
  });
  return { test, trust };
}
