import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { can } from '../../../contract/can.ts';
import { connectionsIn } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { useUser } from '../../api/session.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { NewPlan } from './NewPlan.tsx';
import { carriedOf } from './plannedVm.ts';

/** A plan from what was chosen in the inventory. Nothing is made before its last button. */
export function NewPlanPage() {
  const { t } = useTranslation();
  const carried = carriedOf(useLocation().state);
  const [params] = useSearchParams();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const user = useUser();
  const connections = useQuery(connectionsIn(useChosenProject()));
  const sources = (connections.data ?? []).filter(
    ({ kind, projectId }) => kind === 'vsphere' && can(user, 'migrations:create', { projectId }),
  );
  const wanted = carried?.sourceId ?? chosenId ?? params.get('source');
  const source = sources.find(({ id }) => id === wanted) ?? sources[0];
  const vms = carried?.sourceId === source?.id ? (carried?.vms ?? []) : [];
  return (
    <div className="mx-auto max-w-4xl space-y-4">
      <PageHead title={t('plans.new')} />
      {connections.isError && <ErrorNotice error={connections.error} onRetry={() => void connections.refetch()} />}
      {connections.isPending && <RowsLoading rows={4} />}
      {connections.isSuccess && source === undefined && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={Boxes} title={t('inventory.noSourceTitle')} text={t('inventory.noSourceText')}>
            <LinkButton primary to={paths.connections}>
              {t('nav.connections')}
            </LinkButton>
          </EmptyState>
        </div>
      )}
      {source && carried === null && sources.length > 1 && (
        <SelectField
          label={t('create.source')}
          value={source.id}
          options={sources.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosenId}
        />
      )}
      {source && <NewPlan key={source.id} sourceId={source.id} carried={vms} />}
    </div>
  );
}
