import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { api } from '../../api/api.ts';
import { targetFacts } from '../../api/inventoryQueries.ts';
import { Badge } from '../../components/Badge.tsx';
import { Card } from '../../components/Card.tsx';
import { cx } from '../../components/cx.ts';
import type { Tone } from '../../components/tone.ts';
import { type ComparedRow, type Comparison, comparedResult, isDefined } from './comparedResult.ts';
import { usePlanWords } from './usePlanWords.ts';

const tones: Record<Comparison, Tone> = {
  same: 'good',
  different: 'warn',
  chosen: 'info',
  pending: 'idle',
  unread: 'idle',
  gone: 'bad',
  unplanned: 'idle',
};

/** What was planned beside what the target has now; differences are marked. */
export function ResultCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const { plan, status } = migration;
  // Before, all of it is to come; after, it was taken away.
  const there = isDefined(migration) && !['cancelling', 'cancelled', 'rolled-back'].includes(status);
  const { data: facts = null, isError } = useQuery({
    ...targetFacts(plan.target.connectionId),
    enabled: there,
    // What an earlier page was told may be of before.
    refetchOnMount: 'always',
  });
  const hardware = useQuery({
    queryKey: ['hardware', migration.id],
    queryFn: ({ signal }) => api.getTargetHardware({ params: { id: migration.id }, signal }),
    enabled: there,
    refetchOnMount: 'always',
    retry: false,
  });
  if (!there) return null;
  const told = hardware.data ?? null;
  const rows = comparedResult(migration, facts, told);
  const different = rows.filter(({ state }) => state === 'different' || state === 'gone').length;
  return (
    <Card
      flush
      title={t('result.title')}
      aside={
        <Badge tone={different > 0 ? 'warn' : 'good'}>
          {different > 0 ? t('result.count', { count: different }) : t('result.none')}
        </Badge>
      }
    >
      {told?.plannedUnknown && (
        <p className="px-4 pt-3 text-warn">
          {t('result.noPlan')} {told.plannedUnknown}
        </p>
      )}
      {isError && <p className="px-4 pt-3 text-warn">{t('result.silent')}</p>}
      <table className="w-full table-fixed text-xs">
        <thead className="text-left text-muted">
          <tr>
            <th className="w-[28%] py-2 pl-4 font-medium">{t('result.what')}</th>
            <th className="px-2 font-medium">{t('result.planned')}</th>
            <th className="px-2 font-medium">{t('result.actual')}</th>
            <th className="w-24 pr-4 text-right font-medium">
              <span className="sr-only">{t('result.state')}</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {rows.map((row) => (
            <Row key={`${row.field} ${row.of}`} row={row} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Row({ row: { field, of, planned, actual, state } }: { row: ComparedRow }) {
  const { t } = useTranslation();
  const words = usePlanWords();
  const marked = state === 'different' || state === 'gone';
  return (
    <tr data-compared={field} data-state={state} className={cx(marked && 'bg-warn-soft')}>
      <th scope="row" className="py-1.5 pl-4 text-left font-normal break-words text-muted">
        {t(`result.field.${field}`)}
        {of !== null && <span className="block">{of}</span>}
      </th>
      <td className="px-2 break-words">
        {planned !== null ? words(field, planned) : left.has(state) ? t(`result.${open(field)}`) : '–'}
      </td>
      <td className={cx('px-2 break-words', marked && 'font-semibold')}>
        {actual === null ? '–' : words(field, actual)}
      </td>
      <td className="pr-4 text-right">
        <Badge tone={tones[state]} title={t(`result.hint.${state}`)}>
          {t(`result.is.${state}`)}
        </Badge>
      </td>
    </tr>
  );
}

/** In these the plan has said nothing; else there is nothing. */
const left = new Set<Comparison>(['chosen', 'pending', 'unread', 'gone']);

/** How a plan says nothing about a field. */
function open(field: ComparedRow['field']): 'asSource' | 'open' {
  return field === 'firmware' || field === 'name' ? 'asSource' : 'open';
}
