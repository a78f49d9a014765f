import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { CutoverWords } from '../../components/CutoverWords.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** What was asked for. */
export function PlanCard({ migration: { plan, workflowId, revision, updatedAt } }: { migration: Migration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { target, networks, hardware, tags, bandwidthBytesPerSecond: limit, bandwidthCalendar: calendar } = plan;
  const bridges = networks.map(({ network, bridge, vlan }) => `${network} → ${bridge}${vlan ? `.${vlan}` : ''}`);
  const hardwareLines = [
    `${t('migration.controller')}: ${t(`migration.hardwareChoice.${hardware.controller}`)}`,
    `${t('migration.nic')}: ${t(`migration.hardwareChoice.${hardware.nic}`)}`,
    `CPU: ${hardware.cpuType}`,
  ];
  const rates = [limit, calendar?.bytesPerSecond].filter((rate) => rate != null);
  const limits = rates.length > 0 ? [format.rate(Math.min(...rates))] : [];
  if (calendar !== undefined) {
    limits.push(t('settings.limits.windows', { count: calendar.windows.length, zone: calendar.timeZone }));
  }
  return (
    <Card title={t('migration.plan')}>
      <Facts
        facts={[
          [t('migration.strategy'), t(`strategy.${plan.strategy}`)],
          [t('migration.route'), t(`route.${plan.route}`)],
          [t('migration.node'), target.node ?? null],
          [t('migration.storage'), target.storage],
          [t('migration.networks'), bridges.length > 0 ? <Lines key="networks" lines={bridges} /> : null],
          [t('migration.hardware'), <Lines key="hw" lines={hardwareLines} />],
          [t('migration.cutover'), <CutoverWords key="cutover" policy={plan.cutover} />],
          [t('migration.limit'), limits.length > 0 ? <Lines key="limits" lines={limits} /> : null],
          [t('migration.tags'), tags.length > 0 ? tags.join(', ') : null],
        ]}
      />
      <div className="mt-3 space-y-1 border-t border-line pt-3 text-xs text-muted">
        <p className="flex items-center justify-between gap-2">
          <code className="min-w-0 truncate font-mono" title={workflowId}>
            {workflowId}
          </code>
          <CopyButton text={workflowId} />
        </p>
        <p>
          {t('migration.revision', { revision })} · {t('migration.asOf')} <Time iso={updatedAt} />
        </p>
      </div>
    </Card>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal and never move
    <span key={index} className="block">
      {line}
    </span>
  ));
}
