import { useQuery } from '@tanstack/react-query';
import { Cable } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { connectionsIn } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { SourceInventory } from './SourceInventory.tsx';

/** The VMs of one source: found, judged and chosen. */
export function InventoryPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const list = useQuery(connectionsIn(useChosenProject()));
  const sources = (list.data ?? []).filter(({ kind }) => kind === 'vsphere');
  const source = sources.find(({ id }) => id === params.get('source')) ?? sources[0];
  if (source !== undefined) return <SourceInventory key={source.id} source={source} sources={sources} />;
  return (
    <div className="space-y-4">
      <PageHead title={t('inventory.title')} />
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={8} />}
      {list.isSuccess && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={Cable} title={t('inventory.noSourceTitle')} text={t('inventory.noSourceText')}>
            <LinkButton primary to={paths.connections}>
              {t('nav.connections')}
            </LinkButton>
          </EmptyState>
        </div>
      )}
    </div>
  );
}
