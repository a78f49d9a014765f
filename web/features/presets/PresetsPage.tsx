import { useQuery } from '@tanstack/react-query';
import { Plus, Shuffle } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionList } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { presetList } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useMayHere } from '../../project/useMayHere.ts';
import { AddPreset } from './AddPreset.tsx';
import { PresetCard } from './PresetCard.tsx';

/** How what sources have becomes what targets have, under names. */
export function PresetsPage() {
  const { t } = useTranslation();
  const mayWrite = useMayHere('migrations:create');
  const [adding, setAdding] = useState(false);
  const presets = useQuery(presetList(useChosenProject()));
  const { data: connections = [] } = useQuery(connectionList);
  const nameOf = (id: string) => connections.find((connection) => connection.id === id)?.name ?? id;
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" />
      {t('presets.add')}
    </Button>
  );
  return (
    <div className="space-y-4">
      <PageHead title={t('presets.title')}>
        <LinkButton to={paths.plans}>{t('nav.plans')}</LinkButton>
        {add}
      </PageHead>
      {presets.isError && <ErrorNotice error={presets.error} onRetry={() => void presets.refetch()} />}
      {presets.isPending && <RowsLoading rows={3} />}
      {presets.data?.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={Shuffle} title={t('presets.emptyTitle')} text={t('presets.emptyText')}>
            {add}
          </EmptyState>
        </div>
      )}
      <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3">
        {presets.data?.map((preset) => (
          <PresetCard
            key={preset.id}
            preset={preset}
            from={nameOf(preset.sourceConnectionId)}
            to={nameOf(preset.targetConnectionId)}
          />
        ))}
      </div>
      {adding && <AddPreset onClose={() => setAdding(false)} />}
    </div>
  );
}
