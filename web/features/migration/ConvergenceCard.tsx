import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Card } from '../../components/Card.tsx';
import { cx } from '../../components/cx.ts';
import { ConvergenceVerdict } from './ConvergenceVerdict.tsx';
import { PointTable } from './PointTable.tsx';
import { RoundCharts } from './RoundCharts.tsx';
import { deltasOf, roundPoints } from './roundPoints.ts';

/** Whether rounds shrink: what each found changed, how fast the guest writes, and how long a round takes. */
export function ConvergenceCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const { disks } = migration;
  const [chosen, setChosen] = useState<string | null>(null);
  // Who has one disk has nothing to choose.
  const disk = disks.find(({ id }) => id === chosen) ?? null;
  const points = deltasOf(roundPoints(disk === null ? disks : [disk]));
  if (migration.strategy === 'cold' || !disks.some(({ rounds }) => rounds.length > 0)) return null;
  const label = disk?.label ?? t('convergence.allDisks');
  return (
    <Card title={t('convergence.title')} aside={<ConvergenceVerdict migration={migration} />}>
      <div className="space-y-4" data-convergence={disk?.id ?? 'all'}>
        {disks.length > 1 && (
          <fieldset className="flex flex-wrap gap-1">
            <legend className="sr-only">{t('convergence.choose')}</legend>
            {[null, ...disks].map((each) => (
              <button
                key={each?.id ?? ''}
                type="button"
                aria-pressed={each?.id === disk?.id}
                onClick={() => setChosen(each?.id ?? null)}
                className={cx(
                  'h-7 max-w-full truncate rounded-md px-2 text-xs font-medium',
                  each?.id === disk?.id ? 'bg-accent-soft text-accent-strong' : 'text-muted hover:bg-sunken',
                )}
              >
                {each?.label ?? t('convergence.allDisks')}
              </button>
            ))}
          </fieldset>
        )}
        {points.length === 0 ? (
          <p className="text-muted">{t('convergence.notYet')}</p>
        ) : (
          <>
            <RoundCharts points={points} label={label} />
            <PointTable points={points} label={label} />
          </>
        )}
      </div>
    </Card>
  );
}
