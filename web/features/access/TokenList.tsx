import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiToken } from '../../../contract/apiToken.ts';
import type { Permission } from '../../../contract/permission.ts';
import { accessKeys, tokensOf } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDelete } from '../../components/ConfirmDelete.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { Time } from '../../components/Time.tsx';
import { AddToken } from './AddToken.tsx';

interface TokenListProps {
  /** Another user; null: the own one. */
  of: string | null;
  /** Of the owner, anywhere: what the scopes can be. */
  permissions: Permission[];
  mayAdd: boolean;
}

/** API tokens, of which only the names can be shown again. */
export function TokenList({ of, permissions, mayAdd }: TokenListProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const tokens = useQuery(tokensOf(of));
  const revoke = useMutation({
    mutationFn: (id: string) => api.revokeToken({ params: { id } }),
    onSuccess: () => setRevoking(null),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.tokens }),
  });
  return (
    <Card
      title={t('access.tokens.title')}
      aside={
        mayAdd && (
          <Button small onClick={() => setAdding(true)}>
            <Plus aria-hidden className="size-3.5" />
            {t('access.tokens.add')}
          </Button>
        )
      }
    >
      {tokens.isPending && <RowsLoading rows={2} />}
      {tokens.isError && <ErrorNotice error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && <p className="text-muted">{t('access.tokens.none')}</p>}
      <ul className="divide-y divide-line">
        {tokens.data?.map((token) => {
          const { id, name, scopes, expiresAt, lastUsedAt } = token;
          return (
            <li key={id} data-token={name} className="flex items-start justify-between gap-3 py-2">
              <div className="min-w-0 space-y-0.5">
                <p className="font-medium break-words">{name}</p>
                <p className="font-mono text-xs break-words text-muted">{scopes.join(', ')}</p>
                <p className="text-xs text-muted">
                  {lastUsedAt === null ? (
                    t('access.tokens.unused')
                  ) : (
                    <>
                      {t('access.tokens.used')} <Time iso={lastUsedAt} />
                    </>
                  )}{' '}
                  · {t('access.ends')} <Time iso={expiresAt} as="full" />
                </p>
              </div>
              <Button small variant="danger" onClick={() => setRevoking(token)}>
                {t('access.tokens.revoke')}
              </Button>
            </li>
          );
        })}
      </ul>
      {revoking && (
        <ConfirmDelete
          title={t('access.tokens.revokeTitle', { name: revoking.name })}
          text={t('access.tokens.revokeText')}
          action={t('access.tokens.revoke')}
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(revoking.id)}
          onClose={() => {
            revoke.reset();
            setRevoking(null);
          }}
        />
      )}
      {adding && <AddToken of={of} permissions={permissions} onClose={() => setAdding(false)} />}
    </Card>
  );
}
