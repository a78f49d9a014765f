import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';
import { softTone } from '../../components/tone.ts';
import type { CheckedVm } from './usePlanCheck.ts';

/** What the last check said of a VM, and by what it went. */
export function CheckBadge({ checked }: { checked: CheckedVm | undefined }) {
  const { t } = useTranslation();
  if (checked === undefined) return <span className="text-xs text-muted">{t('plans.unchecked')}</span>;
  const warned = checked.findings.some(({ severity }) => severity === 'warning');
  const level = !checked.ready ? 'blocked' : warned ? 'attention' : 'ready';
  const { tone, Icon } = {
    ready: { tone: 'good', Icon: CircleCheck } as const,
    attention: { tone: 'warn', Icon: TriangleAlert } as const,
    blocked: { tone: 'bad', Icon: CircleX } as const,
  }[level];
  return (
    <span
      data-check={level}
      data-basis={checked.basis}
      title={t(`plans.basis.${checked.basis}`)}
      className={cx(
        'inline-flex items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 text-xs font-medium whitespace-nowrap',
        softTone[tone],
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {t(`inventory.level.${level}`)}
    </span>
  );
}
