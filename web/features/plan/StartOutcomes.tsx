import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { VmStart } from '../../../contract/bulkPlan.ts';
import { paths } from '../../api/paths.ts';
import { Badge } from '../../components/Badge.tsx';
import { FindingList } from '../../components/FindingList.tsx';
import type { Tone } from '../../components/tone.ts';

const outcomes: VmStart['outcome'][] = ['refused', 'pending', 'started', 'open', 'done'];
const tones: Record<VmStart['outcome'], Tone> = {
  ...{ started: 'good', open: 'info', done: 'idle', refused: 'bad', pending: 'warn' },
};
/** Of those that went well, so many are named; the table has all of them. */
const named = 20;

/** What became of each VM: those that were refused first, with cause and remedy. */
export function StartOutcomes({ starts }: { starts: VmStart[] }) {
  const { t } = useTranslation();
  return (
    <div className="space-y-4">
      {outcomes.map((outcome) => {
        const vms = starts.filter((start) => start.outcome === outcome);
        if (vms.length === 0) return null;
        const shown = outcome === 'refused' ? vms : vms.slice(0, named);
        return (
          <section key={outcome} data-outcome={outcome} className="space-y-1.5">
            <h3>
              <Badge tone={tones[outcome]}>{t(`plans.outcome.${outcome}`)}</Badge> {vms.length}
            </h3>
            <ul className="space-y-2">
              {shown.map(({ ref, name, migrationId, problem }) => (
                <li key={ref} className="min-w-0 break-words">
                  {migrationId ? (
                    <Link to={paths.migration(migrationId)} className="font-medium text-accent hover:underline">
                      {name}
                    </Link>
                  ) : (
                    <span className="font-medium">{name}</span>
                  )}
                  {problem && (
                    <div className="space-y-1 border-l-2 border-bad/40 pl-3">
                      <p>
                        {problem.detail} <code className="font-mono text-xs text-muted">{problem.code}</code>
                      </p>
                      {problem.findings.length > 0 ? (
                        <FindingList findings={problem.findings} />
                      ) : (
                        <p className="text-muted">{problem.remedy}</p>
                      )}
                    </div>
                  )}
                </li>
              ))}
            </ul>
            {vms.length > shown.length && (
              <p className="text-xs text-muted">{t('plans.andMore', { count: vms.length - shown.length })}</p>
            )}
          </section>
        );
      })}
    </div>
  );
}
