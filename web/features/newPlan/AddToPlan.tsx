import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiProblem } from '../../../client/apiProblem.ts';
import { maximumPlanVms } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { planById, planKeys, planList } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

interface AddToPlanProps {
  sourceId: string;
  refs: string[];
  onClose(): void;
}

/** Adds VMs to a plan that exists; those that are in it already keep what they have differently. */
export function AddToPlan({ sourceId, refs, onClose }: AddToPlanProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [planId, setPlanId] = useState('');
  const list = useInfiniteQuery(planList('', null));
  const plans = (list.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ sourceConnectionId }) => sourceConnectionId === sourceId);
  const plan = useQuery({ ...planById(planId), enabled: planId !== '' });
  const held = new Set(plan.data?.vms.map(({ ref }) => ref));
  const fresh = refs.filter((ref) => !held.has(ref));
  const add = useMutation({
    mutationFn: async () => {
      if (plan.data === undefined) return;
      const vms = [...plan.data.vms, ...fresh.map((ref) => ({ ref, overrides: {} }))];
      return api.updatePlan({ params: { id: planId }, body: { vms }, ifMatch: plan.data.revision });
    },
    onSuccess: (saved) => {
      if (saved) client.setQueryData(planKeys.one(planId), saved);
      void client.invalidateQueries({ queryKey: planKeys.vms });
      void client.invalidateQueries({ queryKey: planKeys.lists });
      return navigate(paths.plan(planId));
    },
    // What is added to next is then what is shown.
    onError: () => plan.refetch(),
  });
  const stale = add.error instanceof ApiProblem && add.error.problem.code === 'version.changed';
  const tooMany = held.size + fresh.length > maximumPlanVms;
  return (
    <Modal title={t('plans.addTo', { count: refs.length })} onClose={onClose}>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton className="h-10" />}
      {list.isSuccess && plans.length === 0 && <p className="text-muted">{t('plans.noneOfSource')}</p>}
      {plans.length > 0 && (
        <SelectField
          label={t('plans.plan')}
          value={planId}
          options={plans.map(({ id, name, vmCount }) => ({
            value: id,
            label: `${name} (${t('plans.vms', { count: vmCount })})`,
          }))}
          placeholder={t('create.choose')}
          onChange={(id) => {
            add.reset();
            setPlanId(id);
          }}
        />
      )}
      {list.hasNextPage && (
        <Button small disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
      {plan.isError && <ErrorNotice error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && planId !== '' && (
        <p>{t('plans.willAdd', { fresh: fresh.length, held: refs.length - fresh.length })}</p>
      )}
      {stale && plan.data && (
        <p role="alert" className="rounded-lg border border-warn/40 bg-warn-soft p-3 text-warn">
          {t('plans.changedBefore', { who: plan.data.updatedBy })}
        </p>
      )}
      {add.isError && !stale && <ErrorNotice error={add.error} />}
      {tooMany && <p className="text-bad">{t('plans.tooMany', { formatted: format.count(maximumPlanVms) })}</p>}
      <div className="flex justify-end">
        <Button
          variant="primary"
          disabled={!plan.data || planId === '' || fresh.length === 0 || tooMany || add.isPending || plan.isFetching}
          onClick={() => add.mutate()}
        >
          {t('plans.add', { count: fresh.length })}
        </Button>
      </div>
    </Modal>
  );
}
