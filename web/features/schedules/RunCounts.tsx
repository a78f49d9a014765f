import { useTranslation } from 'react-i18next';
import type { VmStart } from '../../../contract/bulkPlan.ts';
import type { ScheduleRun } from '../../../contract/schedule.ts';

const order: VmStart['outcome'][] = ['started', 'open', 'done', 'refused', 'pending'];

/** `3 started · 1 refused` */
export function RunCounts({ counts }: Pick<ScheduleRun, 'counts'>) {
  const { t } = useTranslation();
  const told = order.flatMap((outcome) => {
    const count = counts[outcome];
    return count === undefined ? [] : [`${count} ${t(`plans.outcome.${outcome}`)}`];
  });
  return <span className="text-xs">{told.join(' · ')}</span>;
}
