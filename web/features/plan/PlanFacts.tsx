import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkPlan, PlanVmState } from '../../../contract/bulkPlan.ts';
import type { MigrationStatus } from '../../../contract/migration.ts';
import { planForecast } from '../../api/forecastQueries.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { presetList } from '../../api/planQueries.ts';
import { CutoverWords } from '../../components/CutoverWords.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useProjectName } from '../../project/useProjectName.ts';
import { StateCounts } from '../plans/StateCounts.tsx';

/** Which way, how, and how far. */
export function PlanFacts({ plan, vms }: { plan: BulkPlan; vms: PlanVmState[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: connections = [] } = useQuery(connectionList);
  const { data: presets = [] } = useQuery(presetList(null));
  const { data: forecasts } = useQuery(planForecast(plan.id));
  const longest = (part: 'duration' | 'downtime') =>
    format.duration(Math.max(...(forecasts?.items ?? []).map((item) => item[part].p90Ms)));
  const project = useProjectName(connections.find(({ id }) => id === plan.sourceConnectionId)?.projectId);
  const nameOf = (id: string) => connections.find((connection) => connection.id === id)?.name ?? id;
  const migrations: Partial<Record<MigrationStatus, number>> = {};
  for (const { migration } of vms) {
    if (migration !== null) migrations[migration.status] = (migrations[migration.status] ?? 0) + 1;
  }
  const { strategy, cutover } = plan.settings;
  const facts: [string, React.ReactNode][] = [
    ...(project === null ? [] : [[t('project.label'), project] as [string, string]]),
    [t('presets.fromTo'), `${nameOf(plan.sourceConnectionId)} → ${nameOf(plan.targetConnectionId)}`],
    [
      t('plans.preset'),
      <Link key="preset" to={paths.presets} className="text-accent hover:underline">
        {presets.find(({ id }) => id === plan.presetId)?.name ?? plan.presetId}
      </Link>,
    ],
    [t('migration.strategy'), t(`strategy.${strategy}`)],
    [t('migration.cutover'), <CutoverWords key="cutover" policy={cutover} />],
    [t('inventory.size'), format.bytes(vms.reduce((sum, { capacityBytes }) => sum + (capacityBytes ?? 0), 0))],
    ...(forecasts && forecasts.items.length > 0
      ? ([
          [t('forecasts.longest'), longest('duration')],
          [t('forecasts.worstDowntime'), longest('downtime')],
        ] as [string, string][])
      : []),
    [t('plans.changedBy', { who: plan.updatedBy }), <Time key="changed" iso={plan.updatedAt} />],
  ];
  return (
    <div className="space-y-3 rounded-lg border border-line bg-surface px-4 py-3">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <StateCounts vmCount={vms.length} migrations={migrations} />
    </div>
  );
}
