import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accessKeys, sessionsOf } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { leaveSession } from '../../api/session.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { Time } from '../../components/Time.tsx';

/** Where somebody is logged in. @param props.of another user; null: the own one */
export function SessionList({ of }: { of: string | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sessions = useQuery(sessionsOf(of));
  const end = useMutation({
    mutationFn: (id: string) => api.revokeSession({ params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.sessions }),
  });
  const endAll = useMutation({ mutationFn: () => api.logoutEverywhere(), onSuccess: leaveSession });
  return (
    <Card
      title={t('access.sessions.title')}
      aside={
        of === null && (
          <Button small variant="danger" disabled={endAll.isPending} onClick={() => endAll.mutate()}>
            {t('access.sessions.endAll')}
          </Button>
        )
      }
    >
      {sessions.isPending && <RowsLoading rows={2} />}
      {sessions.isError && <ErrorNotice error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {end.isError && <ErrorNotice error={end.error} />}
      {endAll.isError && <ErrorNotice error={endAll.error} />}
      {sessions.data?.length === 0 && <p className="text-muted">{t('access.sessions.none')}</p>}
      <ul className="divide-y divide-line">
        {sessions.data?.map((session) => (
          <li key={session.id} data-session={session.id} className="flex items-start justify-between gap-3 py-2">
            <div className="min-w-0 space-y-0.5">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {t(`access.sessions.kind.${session.kind}`)}
                {session.current && <Badge tone="good">{t('access.sessions.current')}</Badge>}
              </p>
              <p className="text-xs break-words text-muted">
                {[session.address, session.userAgent].filter((part) => part !== null).join(' · ')}
              </p>
              <p className="text-xs text-muted">
                {t('access.sessions.seen')} <Time iso={session.lastSeenAt} /> · {t('access.ends')}{' '}
                <Time iso={session.idleExpiresAt ?? session.expiresAt} />
              </p>
            </div>
            {!session.current && (
              <Button small disabled={end.isPending} onClick={() => end.mutate(session.id)}>
                {t('access.sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
