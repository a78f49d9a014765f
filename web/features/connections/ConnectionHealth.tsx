import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Connection, ConnectionTest } from '../../../contract/connection.ts';
import { cx } from '../../components/cx.ts';
import { Time } from '../../components/Time.tsx';
import { softTone } from '../../components/tone.ts';

interface ConnectionHealthProps {
  connection: Connection;
  /** Of the test that was made on this page. */
  tested: ConnectionTest | null;
  /** The test could not be made. */
  failed: boolean;
}

/** What the last test said, and when it was. */
export function ConnectionHealth({ connection: { checkedAt }, tested, failed }: ConnectionHealthProps) {
  const { t } = useTranslation();
  const health = failed || tested?.ok === false ? 'bad' : tested?.ok || checkedAt !== null ? 'good' : 'idle';
  const Icon = { bad: CircleX, good: CircleCheck, idle: CircleDashed }[health];
  return (
    <span
      data-health={health}
      className={cx(
        'inline-flex items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 text-xs font-medium',
        softTone[health],
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {t(`connections.health.${health}`)}
      {health === 'good' && checkedAt !== null && (
        <span className="font-normal">
          {' · '}
          <Time iso={checkedAt} />
        </span>
      )}
    </span>
  );
}
