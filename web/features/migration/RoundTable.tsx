import { useTranslation } from 'react-i18next';
import type { Round } from '../../../contract/migration.ts';
import { Badge } from '../../components/Badge.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** What each round found changed and moved, newest first: how the copy draws nearer to the source. */
export function RoundTable({ rounds, label }: { rounds: Round[]; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rounds.length === 0) return <p className="text-xs text-muted">{t('disks.noRounds')}</p>;
  // Deltas are compared with one another: beside the baseline they would all be nothing.
  const deltas = rounds.filter(({ full }) => !full);
  const most = Math.max(...deltas.map(({ changedBytes }) => changedBytes), 1);
  const cell = 'px-2 py-1 text-right whitespace-nowrap';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="max-h-64 overflow-auto rounded-md border border-line" tabIndex={0}>
      <table className="w-full text-xs">
        <caption className="sr-only">
          {t('disks.rounds')}: {label}
        </caption>
        <thead className="sticky top-0 bg-sunken text-muted">
          <tr>
            <th className="px-2 py-1 text-right font-medium">#</th>
            <th className="px-2 py-1 text-left font-medium">{t('disks.kind')}</th>
            <th className="w-1/4 px-2 py-1 text-left font-medium">{t('disks.changed')}</th>
            <th className={`${cell} font-medium`}>{t('disks.read')}</th>
            <th className={`${cell} font-medium`}>{t('disks.written')}</th>
            <th className={`${cell} font-medium`}>{t('disks.duration')}</th>
            <th className={`${cell} font-medium`}>{t('disks.endedAt')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {[...rounds].reverse().map((round) => (
            <tr key={round.round}>
              <td className={`${cell} text-muted`}>{round.round}</td>
              <td className="px-2 py-1 whitespace-nowrap">
                {t(`kind.${round.kind}`)} {round.full && <Badge title={t('disks.fullHint')}>{t('disks.full')}</Badge>}
              </td>
              <td className="px-2 py-1">
                <span className="flex items-center gap-2">
                  <span className="w-16 whitespace-nowrap">{format.bytes(round.changedBytes)}</span>
                  <span aria-hidden className="h-1 flex-1 max-sm:hidden">
                    <span
                      className="block h-full min-w-px rounded-full bg-info/60"
                      style={{ width: `${Math.min(1, round.changedBytes / most) * 100}%` }}
                    />
                  </span>
                </span>
              </td>
              <td className={cell}>{format.bytes(round.readBytes)}</td>
              <td className={cell}>{format.bytes(round.writtenBytes)}</td>
              <td className={cell}>{format.duration(round.ms)}</td>
              <td className={`${cell} text-muted`}>
                <Time iso={round.endedAt} as="clock" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
