import { useTranslation } from 'react-i18next';
import type { CutoverPolicy } from '../../contract/plan.ts';
import { formatUtc } from '../format/time.ts';
import { useFormat } from '../i18n/useFormat.ts';

/** When a plan lets its VM go over. */
export function CutoverWords({ policy }: { policy: CutoverPolicy }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (policy.mode === 'manual') return t('migration.cutoverManual');
  const times = [policy.at, policy.until].filter((time) => time !== undefined);
  const utc = times.map(formatUtc).join(' – ');
  if (policy.mode === 'at') return <span title={utc}>{times.map(format.local).join(' – ')}</span>;
  const seconds = policy.downtimeBudgetSeconds;
  const words =
    seconds === undefined
      ? t('migration.cutoverAuto')
      : t('migration.cutoverAutoBudget', { budget: format.duration(seconds * 1000) });
  return (
    <span title={utc === '' ? undefined : utc}>
      {words} <CutoverWindowWords policy={policy} />
    </span>
  );
}

/** Nothing where the policy has no window. */
export function CutoverWindowWords({ policy }: { policy: CutoverPolicy }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (policy.mode !== 'auto') return null;
  const { at, until } = policy;
  if (at !== undefined && until !== undefined) {
    return t('migration.cutoverWithin', { from: format.local(at), until: format.local(until) });
  }
  if (at !== undefined) return t('migration.cutoverFrom', { from: format.local(at) });
  return until === undefined ? null : t('migration.cutoverUntil', { until: format.local(until) });
}
