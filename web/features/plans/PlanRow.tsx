import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkPlanSummary } from '../../../contract/bulkPlan.ts';
import { paths } from '../../api/paths.ts';
import { Time } from '../../components/Time.tsx';
import { StateCounts } from './StateCounts.tsx';

interface PlanRowProps {
  plan: BulkPlanSummary;
  /** Absent: not read yet. */
  preset: string | undefined;
}

export function PlanRow({ plan, preset }: PlanRowProps) {
  const { t } = useTranslation();
  return (
    <li
      data-plan={plan.name}
      className="grid items-center gap-x-4 gap-y-1.5 px-4 py-3 hover:bg-sunken/60 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto]"
    >
      <div className="min-w-0">
        <Link to={paths.plan(plan.id)} className="font-medium break-words hover:text-accent hover:underline">
          {plan.name}
        </Link>
        <p className="truncate text-xs text-muted">
          {t('plans.vms', { count: plan.vmCount })}
          {preset && ` · ${preset}`}
        </p>
      </div>
      <StateCounts vmCount={plan.vmCount} migrations={plan.migrations} />
      <p className="text-xs text-muted lg:text-right">
        {t('plans.changedBy', { who: plan.updatedBy })} <Time iso={plan.updatedAt} />
      </p>
    </li>
  );
}
