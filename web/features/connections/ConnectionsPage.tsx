import { useQuery } from '@tanstack/react-query';
import { Cable, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionsIn } from '../../api/inventoryQueries.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useMayHere } from '../../project/useMayHere.ts';
import { AddConnection } from './AddConnection.tsx';
import { ConnectionCard } from './ConnectionCard.tsx';

/** Sources and targets: whether they answer, and whom Drover trusts there. */
export function ConnectionsPage() {
  const { t } = useTranslation();
  const mayWrite = useMayHere('connections:write');
  const [adding, setAdding] = useState(false);
  const list = useQuery(connectionsIn(useChosenProject()));
  const groups = (['vsphere', 'proxmox'] as const).map((kind) => ({
    kind,
    items: (list.data ?? []).filter((connection) => connection.kind === kind),
  }));
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" />
      {t('connections.add')}
    </Button>
  );
  return (
    <div className="space-y-4">
      <PageHead title={t('connections.title')}>{add}</PageHead>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={3} />}
      {list.data?.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={Cable} title={t('connections.emptyTitle')} text={t('connections.emptyText')}>
            {add}
          </EmptyState>
        </div>
      )}
      {list.data && list.data.length > 0 && (
        <div className="grid items-start gap-x-5 gap-y-4 xl:grid-cols-2">
          {groups.map(({ kind, items }) => (
            <section key={kind} className="min-w-0 space-y-2">
              <h2 className="text-sm font-semibold text-muted">
                {t(`connections.group.${kind}`)} <span className="font-normal">{items.length}</span>
              </h2>
              {items.length === 0 && (
                <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
                  {t(`connections.none.${kind}`)}
                </p>
              )}
              {items.map((connection) => (
                <ConnectionCard key={connection.id} connection={connection} />
              ))}
            </section>
          ))}
        </div>
      )}
      {adding && <AddConnection onClose={() => setAdding(false)} />}
    </div>
  );
}
