import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Readiness } from '../../../contract/readiness.ts';
import { cx } from '../../components/cx.ts';
import { softTone } from '../../components/tone.ts';

const looks = {
  ready: { tone: 'good', Icon: CircleCheck },
  attention: { tone: 'warn', Icon: TriangleAlert },
  blocked: { tone: 'bad', Icon: CircleX },
} as const;

export function ReadinessBadge({ readiness: { level, score, findings } }: { readiness: Readiness }) {
  const { t } = useTranslation();
  const { tone, Icon } = looks[level];
  const why = findings.map(({ code, evidence }) => `${code}: ${evidence}`).join('\n');
  return (
    <span
      data-readiness={level}
      title={why || t('inventory.nothingKnown')}
      className={cx(
        'inline-flex items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 text-xs font-medium whitespace-nowrap',
        softTone[tone],
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {t(`inventory.level.${level}`)}
      <span className="font-normal">{score}</span>
    </span>
  );
}
