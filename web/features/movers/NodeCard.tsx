import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { NodeMovers } from '../../../contract/mover.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Facts } from '../../components/Facts.tsx';
import { softTone } from '../../components/tone.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { MoverFacts } from './MoverFacts.tsx';
import { NodeWork } from './NodeWork.tsx';

const looks = {
  listens: { Icon: CircleCheck, tone: 'good' },
  silent: { Icon: TriangleAlert, tone: 'warn' },
  offline: { Icon: CircleDashed, tone: 'idle' },
} as const;

/** One node: whether somebody serves it, who, and what is bound for it. */
export function NodeCard({ node, onInstall }: { node: NodeMovers; onInstall(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { listening, online, queue, movers, waiting, work } = node;
  const state = listening ? 'listens' : online ? 'silent' : 'offline';
  const { Icon, tone } = looks[state];
  return (
    <article
      data-node={node.node}
      data-state={state}
      className="overflow-hidden rounded-lg border border-line bg-surface"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line px-4 py-2.5">
        <h3 className="min-w-0 truncate font-semibold">{node.node}</h3>
        <span
          className={cx(
            'inline-flex shrink-0 items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 text-xs font-medium',
            softTone[tone],
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {t(`movers.state.${state}`)}
        </span>
      </header>
      <div className="space-y-3 px-4 py-3">
        <Facts
          facts={[
            [
              t('movers.queue'),
              <code key="queue" className="font-mono text-xs break-all">
                {queue}
              </code>,
            ],
            [t('movers.waiting'), format.count(waiting)],
          ]}
        />
        {!listening && waiting > 0 && (
          <p className="text-xs text-warn">{t('movers.waitingNobody', { count: waiting })}</p>
        )}
        {movers.map((mover) => (
          <MoverFacts key={mover.identity} mover={mover} />
        ))}
        {!listening && (
          <Button small onClick={onInstall}>
            {t('movers.install')}
          </Button>
        )}
      </div>
      <NodeWork work={work} />
    </article>
  );
}
