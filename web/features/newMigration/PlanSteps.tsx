import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { targetFacts, vmByRef } from '../../api/inventoryQueries.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type Draft, offersOf, planOf } from './draft.ts';
import { PreflightStep } from './PreflightStep.tsx';
import { TargetFields } from './TargetFields.tsx';

interface PlanStepsProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}

/** What is known only once both sides were asked: where to, which networks, and whether it would work. */
export function PlanSteps({ draft, onChange }: PlanStepsProps) {
  const { t } = useTranslation();
  const vm = useQuery(vmByRef(draft.sourceId, draft.vmRef));
  const facts = useQuery(targetFacts(draft.targetId));
  for (const asked of [vm, facts]) {
    if (asked.isError) return <ErrorNotice error={asked.error} onRetry={() => void asked.refetch()} />;
  }
  if (!vm.data || !facts.data) {
    return (
      <Card title={t('create.placement')}>
        <p className="mb-3 text-muted">{t('create.asking')}</p>
        <Skeleton className="h-24" />
      </Card>
    );
  }
  const offers = offersOf(draft, vm.data, facts.data);
  const plan = planOf(draft, offers);
  return (
    <>
      <Card title={t('create.placement')}>
        <TargetFields draft={draft} offers={offers} onChange={onChange} />
      </Card>
      {plan && <PreflightStep key={JSON.stringify(plan)} plan={plan} />}
    </>
  );
}
