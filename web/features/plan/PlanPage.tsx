import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { planById, planVms } from '../../api/planQueries.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { PlanView } from './PlanView.tsx';

/** One plan: its VMs, whether they are ready, and how far they are. */
export function PlanPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const plan = useQuery(planById(id));
  const vms = useQuery(planVms(id));
  if (plan.data && vms.data) return <PlanView key={id} plan={plan.data} vms={vms.data} />;
  return (
    <div className="space-y-4">
      <PageHead title={plan.data?.name ?? t('plans.plan')} />
      {[plan, vms].map(
        (asked, index) =>
          asked.isError && (
            <ErrorNotice key={['plan', 'vms'][index]} error={asked.error} onRetry={() => void asked.refetch()} />
          ),
      )}
      {!plan.isError && !vms.isError && <RowsLoading rows={8} />}
    </div>
  );
}
