import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Forklift, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { connectionsIn } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { TargetMovers } from './TargetMovers.tsx';

/** Who moves bytes on the nodes of each target, and what is bound for them. */
export function MoversPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const connections = useQuery(connectionsIn(useChosenProject()));
  const targets = connections.data?.filter(({ kind }) => kind === 'proxmox') ?? [];
  return (
    <div className="space-y-4">
      <PageHead title={t('movers.title')}>
        {targets.length > 0 && (
          <Button onClick={() => void client.invalidateQueries({ queryKey: ['movers'] })}>
            <RotateCw aria-hidden className="size-4" />
            {t('movers.refresh')}
          </Button>
        )}
      </PageHead>
      <p className="max-w-3xl text-muted">{t('movers.about')}</p>
      {connections.isError && <ErrorNotice error={connections.error} onRetry={() => void connections.refetch()} />}
      {connections.isPending && <RowsLoading rows={3} />}
      {connections.isSuccess && targets.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={Forklift} title={t('movers.emptyTitle')} text={t('movers.emptyText')}>
            <LinkButton to={paths.connections}>{t('movers.toConnections')}</LinkButton>
          </EmptyState>
        </div>
      )}
      {targets.map((target) => (
        <TargetMovers key={target.id} target={target} />
      ))}
    </div>
  );
}
