import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import type { TimelineEntry } from '../../../contract/timeline.ts';
import { migrationTimeline } from '../../api/migrationQueries.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { cx } from '../../components/cx.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Time } from '../../components/Time.tsx';
import { fillTone, type Tone } from '../../components/tone.ts';
import { useEntryTitle } from './useEntryTitle.ts';
import { useRoundDetail } from './useRoundDetail.ts';

const tones: Record<TimelineEntry['kind'], Tone> = {
  request: 'info',
  'stage-started': 'idle',
  'stage-ended': 'idle',
  round: 'idle',
  command: 'info',
  parked: 'bad',
  ended: 'good',
};

/** Everything that happened and who commanded what, newest first. */
export function LogCard({ migration }: { migration: Migration }) {
  const { id } = migration;
  const { t } = useTranslation();
  const [commandsOnly, setCommandsOnly] = useState(false);
  const { data = [], error, isError, refetch } = useQuery(migrationTimeline(id));
  const shown = data.filter(({ kind }) => !commandsOnly || kind === 'command' || kind === 'request').reverse();
  return (
    <Card
      flush
      title={t('log.title')}
      aside={
        <Button small variant="ghost" aria-pressed={commandsOnly} onClick={() => setCommandsOnly(!commandsOnly)}>
          {t(commandsOnly ? 'log.all' : 'log.commands')}
        </Button>
      }
    >
      {isError && (
        <div className="p-3">
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!isError && shown.length === 0 && <p className="px-4 py-3 text-muted">{t('log.empty')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol className="max-h-96 overflow-y-auto py-1.5" tabIndex={0}>
        {shown.map((entry) => (
          <Entry key={`${entry.at} ${entry.kind} ${entry.name} ${entry.detail}`} entry={entry} migration={migration} />
        ))}
      </ol>
    </Card>
  );
}

function Entry({ entry, migration }: { entry: TimelineEntry; migration: Migration }) {
  const { t } = useTranslation();
  const title = useEntryTitle(entry);
  const round = useRoundDetail(entry, migration);
  const told = round ?? (entry.kind === 'parked' ? entry.detail : null);
  return (
    <li className="grid grid-cols-[4.5rem_0.5rem_minmax(0,1fr)] items-baseline gap-x-3 px-4 py-1">
      <span className="text-xs text-muted">
        <Time iso={entry.at} as="clock" />
      </span>
      <span aria-hidden className={cx('size-1.5 -translate-y-0.5 rounded-full', fillTone[tones[entry.kind]])} />
      <span>
        {title}
        {entry.actor && <span className="text-muted"> {t('log.by', { who: entry.actor })}</span>}
        {told && <span className="block text-xs break-words text-muted">{told}</span>}
      </span>
    </li>
  );
}
