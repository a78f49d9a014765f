import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { maximumPlanVms } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { planKeys, presetList } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { ImportVms } from '../importVms/ImportVms.tsx';
import { PlanFields } from '../plans/PlanFields.tsx';
import { inputOf, wrongFields } from '../plans/planDraft.ts';
import { PlannedVms } from './PlannedVms.tsx';
import { type Carried, joined, type PlannedVm } from './plannedVm.ts';

const empty = { name: '', presetId: '', strategy: 'warm' as const, cutover: 'manual' };

export function NewPlan({ sourceId, carried }: { sourceId: string; carried: Carried['vms'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const presets = useQuery(presetList(null));
  const [draft, setDraft] = useState<Parameters<typeof inputOf>[0]>(empty);
  const [vms, setVms] = useState<PlannedVm[]>(() => carried.map((vm) => ({ ...vm, overrides: {} })));
  const [importing, setImporting] = useState(false);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      api.createPlan({ body: { ...inputOf(draft), vms: vms.map(({ ref, overrides }) => ({ ref, overrides })) } }),
    onSuccess: (plan) => {
      client.setQueryData(planKeys.one(plan.id), plan);
      void client.invalidateQueries({ queryKey: planKeys.lists });
      return navigate(paths.plan(plan.id));
    },
  });
  const targetId = presets.data?.find(({ id }) => id === draft.presetId)?.targetConnectionId;
  const tooMany = vms.length > maximumPlanVms;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongFields(draft).length === 0 && vms.length > 0 && !tooMany) create.mutate();
  };
  return (
    <form id="new-plan" onSubmit={submit} noValidate className="space-y-4">
      <Card title={t('plans.way')}>
        {presets.isError && <ErrorNotice error={presets.error} onRetry={() => void presets.refetch()} />}
        <PlanFields
          draft={draft}
          onChange={(part) => setDraft((known) => ({ ...known, ...part }))}
          sourceId={sourceId}
          presets={presets.data ?? []}
          tried={tried}
        />
      </Card>
      <PlannedVms vms={vms} onChange={setVms} onImport={targetId === undefined ? null : () => setImporting(true)} />
      {tried && vms.length === 0 && <p className="text-bad">{t('plans.wrong.vms')}</p>}
      {tooMany && <p className="text-bad">{t('plans.tooMany', { formatted: format.count(maximumPlanVms) })}</p>}
      {create.isError && <ErrorNotice error={create.error} />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span className="text-muted">{t('plans.nothingStarts')}</span>
        <Button type="submit" variant="primary" disabled={create.isPending}>
          {t('plans.create')}
        </Button>
      </div>
      {importing && targetId !== undefined && (
        <ImportVms
          sourceId={sourceId}
          targetId={targetId}
          onTake={(more) => setVms((known) => joined(known, more))}
          onClose={() => setImporting(false)}
        />
      )}
    </form>
  );
}
