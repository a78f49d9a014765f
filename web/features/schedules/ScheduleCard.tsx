import { History, Pause, Pencil, Play, Trash2, TriangleAlert, Zap } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schedule } from '../../../contract/schedule.ts';
import { paths } from '../../api/paths.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';
import { useMayAt } from '../../project/useMayAt.ts';
import { DeleteSchedule } from './DeleteSchedule.tsx';
import { EditSchedule } from './EditSchedule.tsx';
import { NextTimes } from './NextTimes.tsx';
import { PauseSchedule } from './PauseSchedule.tsx';
import { RunCounts } from './RunCounts.tsx';
import { RunNow } from './RunNow.tsx';
import { ScheduleRuns } from './ScheduleRuns.tsx';
import { useCalendarWords } from './useCalendarWords.ts';

type Dialog = 'edit' | 'delete' | 'pause' | 'run' | 'runs';

export function ScheduleCard({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const mayWrite = useMayAt('migrations:create', schedule.sourceConnectionId);
  const words = useCalendarWords();
  const [open, setOpen] = useState<Dialog | null>(null);
  const close = () => setOpen(null);
  const { name, planId, planName, vms, timeZone, paused, note, next, lastRun, missed } = schedule;
  return (
    <div data-schedule={name}>
      <Card
        title={name}
        aside={
          mayWrite && (
            <span className="flex gap-1">
              <Button icon small variant="ghost" aria-label={t('schedules.edit')} onClick={() => setOpen('edit')}>
                <Pencil aria-hidden className="size-3.5" />
              </Button>
              <Button icon small variant="ghost" aria-label={t('schedules.delete')} onClick={() => setOpen('delete')}>
                <Trash2 aria-hidden className="size-3.5" />
              </Button>
            </span>
          )
        }
      >
        <div className="space-y-3 text-sm">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{words.calendar(schedule)}</span>
            <span className="text-xs text-muted">{timeZone}</span>
            {paused && <Badge tone="warn">{t('schedules.paused')}</Badge>}
          </p>
          {note && <p className="break-words text-muted">{note}</p>}
          <Facts
            facts={[
              [
                t('plans.plan'),
                <Link key="plan" to={paths.plan(planId)} className="font-medium text-accent hover:underline">
                  {planName}
                </Link>,
              ],
              [t('schedules.what'), vms === null ? t('schedules.allVms') : t('plans.vms', { count: vms.length })],
              [t('migration.cutover'), words.cutover(schedule)],
            ]}
          />
          {!paused && <NextTimes next={next.slice(0, 2)} />}
          {missed.length > 0 && (
            <div role="note" data-missed className="flex items-start gap-2 rounded-md bg-bad-soft p-2 text-bad">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              <div className="min-w-0 space-y-0.5">
                <p className="font-medium">{t('schedules.missed', { count: missed.length })}</p>
                {missed.map((at) => (
                  <p key={at}>
                    <Time iso={at} as="full" />
                  </p>
                ))}
              </div>
            </div>
          )}
          {lastRun && (
            <p className="flex flex-wrap items-baseline gap-x-2 border-t border-line pt-2">
              <span className="text-muted">{t('schedules.lastRun')}</span>
              <Time iso={lastRun.scheduledAt} />
              {lastRun.outcome === 'done' ? (
                <RunCounts counts={lastRun.counts} />
              ) : (
                <Badge tone={lastRun.outcome === 'running' ? 'info' : 'bad'}>
                  {t(`schedules.runOutcome.${lastRun.outcome}`)}
                </Badge>
              )}
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button small onClick={() => setOpen('runs')}>
              <History aria-hidden className="size-3.5" />
              {t('schedules.runs')}
            </Button>
            {mayWrite && (
              <>
                <Button small onClick={() => setOpen('pause')}>
                  {paused ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
                  {t(paused ? 'schedules.resume' : 'schedules.pause')}
                </Button>
                <Button small onClick={() => setOpen('run')}>
                  <Zap aria-hidden className="size-3.5" />
                  {t('schedules.runNow')}
                </Button>
              </>
            )}
          </div>
        </div>
      </Card>
      {open === 'edit' && <EditSchedule schedule={schedule} onClose={close} />}
      {open === 'delete' && <DeleteSchedule schedule={schedule} onClose={close} />}
      {open === 'pause' && <PauseSchedule schedule={schedule} onClose={close} />}
      {open === 'run' && <RunNow schedule={schedule} onBegun={() => setOpen('runs')} onClose={close} />}
      {open === 'runs' && <ScheduleRuns schedule={schedule} onClose={close} />}
    </div>
  );
}
