import { useTranslation } from 'react-i18next';
import type { BulkPlanSummary } from '../../../contract/bulkPlan.ts';
import { type MigrationStatus, migrationStatusSchema } from '../../../contract/migration.ts';
import { Badge } from '../../components/Badge.tsx';
import type { Tone } from '../../components/tone.ts';
import { useFormat } from '../../i18n/useFormat.ts';

type StateCountsProps = Pick<BulkPlanSummary, 'vmCount' | 'migrations'>;

const tones: Record<MigrationStatus, Tone> = {
  ...{ running: 'info', paused: 'idle', holding: 'warn', parked: 'bad', cancelling: 'idle', completed: 'good' },
  ...{ cancelled: 'idle', 'rolled-back': 'idle' },
};

/** How many VMs of a plan are where; what is zero is left out. */
export function StateCounts({ vmCount, migrations }: StateCountsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const begun = Object.values(migrations).reduce((sum, count) => sum + count, 0);
  const idle = Math.max(0, vmCount - begun);
  return (
    <ul className="flex flex-wrap gap-1.5">
      {migrationStatusSchema.options.map((status) => {
        const count = migrations[status] ?? 0;
        return (
          count > 0 && (
            <li key={status} data-count={status}>
              <Badge tone={tones[status]}>
                {t(`status.${status}`)} {format.count(count)}
              </Badge>
            </li>
          )
        );
      })}
      {idle > 0 && (
        <li data-count="none">
          <Badge>
            {t('plans.notStarted')} {format.count(idle)}
          </Badge>
        </li>
      )}
    </ul>
  );
}
