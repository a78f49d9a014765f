import { Check, Circle, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Card } from '../../components/Card.tsx';
import { cx } from '../../components/cx.ts';
import { useNow } from '../../format/useNow.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { type StageStep, stagePlan } from './stagePlan.ts';

const looks = {
  done: { Icon: Check, mark: 'border-good bg-good-soft text-good', text: 'text-ink' },
  current: { Icon: LoaderCircle, mark: 'border-info bg-info-soft text-info', text: 'font-semibold text-info' },
  parked: { Icon: TriangleAlert, mark: 'border-bad bg-bad-soft text-bad', text: 'font-semibold text-bad' },
  pending: { Icon: Circle, mark: 'border-line text-transparent', text: 'text-muted' },
};

/** The runbook: what was done and how long it took, what is being done, what is to come. */
export function StagesCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { createdAt, endedAt } = migration;
  const total = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(createdAt);
  return (
    <Card
      title={t('stages.title')}
      aside={<span className="text-xs text-muted">{format.duration(wholeSeconds(total))}</span>}
    >
      <ol className="grid grid-cols-2 gap-x-3 gap-y-3 sm:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))]">
        {stagePlan(migration).map((step) => (
          <Step key={step.name} step={step} now={now} still={migration.status !== 'running'} />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step: { name, state, record }, now, still }: { step: StageStep; now: number; still: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { Icon, mark, text } = looks[state];
  const running = (state === 'current' || state === 'parked') && record !== null;
  const ms = running ? wholeSeconds(now - Date.parse(record.startedAt)) : (record?.ms ?? null);
  return (
    <li
      data-stage={name}
      data-state={state}
      aria-current={state === 'current' || state === 'parked' ? 'step' : undefined}
      className="flex items-start gap-2"
    >
      <span className={cx('mt-0.5 grid size-5 shrink-0 place-items-center rounded-full border', mark)}>
        <Icon aria-hidden className={cx('size-3', state === 'current' && !still && 'motion-safe:animate-spin')} />
      </span>
      <span className="min-w-0">
        <span className={cx('block truncate', text)} title={t(`stage.${name}`)}>
          {t(`stage.${name}`)}
        </span>
        <span className="block text-xs text-muted">
          {state === 'pending' ? t('stages.pending') : ms !== null && format.duration(ms)}
          {record !== null && record.attempts > 1 && ` · ${t('stages.attempts', { count: record.attempts })}`}
        </span>
      </span>
    </li>
  );
}

/** Of what goes on, tenths would only flicker. */
function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000) * 1000);
}
