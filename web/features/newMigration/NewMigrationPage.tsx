import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Connection } from '../../../contract/connection.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { endsOf } from '../../project/endsOf.ts';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useConnectionsToMove } from '../../project/useConnectionsToMove.ts';
import { ChooseVm } from './ChooseVm.tsx';
import { type Draft, emptyDraft, ofOneVm } from './draft.ts';
import { PlanSteps } from './PlanSteps.tsx';

const named = ({ id, name, url }: Connection) => ({ value: id, label: `${name} (${url})` });

/** From two connections to a running migration; nothing is made before the last button. */
export function NewMigrationPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  // Chosen in the inventory, when that is where the operator comes from.
  const [draft, setDraft] = useState(() => ({
    ...emptyDraft,
    sourceId: params.get('source') ?? '',
    vmRef: params.get('vm') ?? '',
  }));
  const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));
  const { error, isError, isSuccess, refetch } = useQuery(connectionList);
  const { sources, targets } = endsOf(useConnectionsToMove(), { chosen: useChosenProject(), sourceId: draft.sourceId });
  // One that was chosen for a source of another project is none for this one.
  const targetId = targets.find(({ id }) => id === draft.targetId)?.id ?? '';
  const chosen = {
    ...draft,
    sourceId: draft.sourceId || (sources.length === 1 ? (sources[0]?.id ?? '') : ''),
    targetId: targetId || (targets.length === 1 ? (targets[0]?.id ?? '') : ''),
  };
  return (
    <div className="mx-auto max-w-4xl space-y-4">
      <title>{`${t('create.title')} · ${t('app.name')}`}</title>
      <Link to={paths.migrations} className="inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink">
        <ArrowLeft aria-hidden className="size-3.5" />
        {t('nav.migrations')}
      </Link>
      <h1 className="text-xl font-semibold tracking-tight">{t('create.title')}</h1>
      {isError && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <Card title={t('create.fromTo')}>
        {isSuccess && (sources.length === 0 || targets.length === 0) ? (
          <p className="text-muted">{t('create.noConnections')}</p>
        ) : (
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label={t('create.source')}
              value={chosen.sourceId}
              options={sources.map(named)}
              placeholder={t('create.choose')}
              onChange={(sourceId) => change({ sourceId, vmRef: '' })}
            />
            <SelectField
              label={t('create.target')}
              value={chosen.targetId}
              options={targets.map(named)}
              placeholder={t('create.choose')}
              onChange={(targetId) => change({ targetId, node: '', storage: '' })}
            />
          </div>
        )}
      </Card>
      {chosen.sourceId !== '' && (
        <ChooseVm
          key={chosen.sourceId}
          connectionId={chosen.sourceId}
          value={chosen.vmRef}
          onChange={(vmRef) => change({ vmRef, ...ofOneVm })}
        />
      )}
      {chosen.vmRef !== '' && chosen.targetId !== '' && <PlanSteps draft={chosen} onChange={change} />}
    </div>
  );
}
