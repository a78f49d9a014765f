import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleStop,
  Hourglass,
  type LucideIcon,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MigrationStatus } from '../../contract/migration.ts';
import { cx } from './cx.ts';
import { softTone, type Tone } from './tone.ts';

const looks: Record<MigrationStatus, { tone: Tone; Icon: LucideIcon }> = {
  running: { tone: 'info', Icon: CircleDashed },
  paused: { tone: 'idle', Icon: CirclePause },
  holding: { tone: 'warn', Icon: Hourglass },
  parked: { tone: 'bad', Icon: TriangleAlert },
  cancelling: { tone: 'idle', Icon: CircleStop },
  completed: { tone: 'good', Icon: CircleCheck },
  cancelled: { tone: 'idle', Icon: CircleSlash },
  'rolled-back': { tone: 'idle', Icon: Undo2 },
};

export function StatusBadge({ status }: { status: MigrationStatus }) {
  const { t } = useTranslation();
  const { tone, Icon } = looks[status];
  return (
    <span
      data-status={status}
      className={cx(
        'inline-flex items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 text-xs font-medium',
        softTone[tone],
      )}
    >
      <Icon
        aria-hidden
        className={cx('size-3.5', status === 'running' && 'motion-safe:animate-[spin_4s_linear_infinite]')}
      />
      {t(`status.${status}`)}
    </span>
  );
}
