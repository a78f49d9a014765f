import { useTranslation } from 'react-i18next';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import type { RoundPoint } from './roundPoints.ts';

/** The numbers behind the charts. */
export function PointTable({ points, label }: { points: RoundPoint[]; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = (value: number | null) => (value === null ? '–' : format.rate(value));
  const cell = 'px-2 py-1 text-right whitespace-nowrap';
  const heads = ['changed', 'dirtyRate', 'readRate', 'duration', 'ended'] as const;
  return (
    <details>
      <summary className="cursor-pointer text-xs font-medium text-muted">{t('convergence.table')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="mt-2 max-h-64 overflow-auto rounded-md border border-line" tabIndex={0}>
        <table className="w-full text-xs">
          <caption className="sr-only">
            {t('convergence.title')}: {label}
          </caption>
          <thead className="sticky top-0 bg-sunken text-muted">
            <tr>
              <th className="px-2 py-1 text-left font-medium">{t('disks.kind')}</th>
              {heads.map((head) => (
                <th key={head} className={`${cell} font-medium`}>
                  {t(`convergence.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {[...points].reverse().map((point) => (
              <tr key={point.round}>
                <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                  #{point.round} {t(`kind.${point.kind}`)}
                </th>
                <td className={cell}>{format.bytes(point.changedBytes)}</td>
                <td className={cell}>{rate(point.dirtyRate)}</td>
                <td className={cell}>{rate(point.readRate)}</td>
                <td className={cell}>{format.duration(point.ms)}</td>
                <td className={`${cell} text-muted`}>
                  <Time iso={point.endedAt} as="clock" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
