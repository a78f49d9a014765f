import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/useFormat.ts';
import { RoundBars } from './RoundBars.tsx';
import type { RoundPoint } from './roundPoints.ts';

/** Three measures of the same rounds beside one another. */
export function RoundCharts({ points, label }: { points: RoundPoint[]; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const newest = points.at(-1);
  if (newest === undefined) return null;
  const rate = (value: number | null) => (value === null ? '–' : format.rate(value));
  const measures = [
    {
      title: t('convergence.changed'),
      fill: 'fill-info/80',
      measure: (point: RoundPoint) => point.changedBytes,
      words: (point: RoundPoint) => format.bytes(point.changedBytes),
    },
    {
      title: t('convergence.dirtyRate'),
      fill: 'fill-warn/80',
      note: newest.readRate === null ? undefined : t('convergence.readAt', { rate: rate(newest.readRate) }),
      measure: (point: RoundPoint) => point.dirtyRate,
      words: (point: RoundPoint) => rate(point.dirtyRate),
    },
    {
      title: t('convergence.duration'),
      fill: 'fill-accent/80',
      measure: (point: RoundPoint) => point.ms,
      words: (point: RoundPoint) => format.duration(point.ms),
    },
  ];
  return (
    <div className="grid gap-x-5 gap-y-4 sm:grid-cols-3">
      {measures.map(({ title, fill, note, measure, words }) => (
        <RoundBars
          key={title}
          title={title}
          newest={words(newest)}
          note={note}
          label={t('convergence.picture', { what: title, disk: label, count: points.length })}
          fill={fill}
          bars={points.map((point) => ({
            key: point.round,
            value: measure(point),
            told: `#${point.round} ${t(`kind.${point.kind}`)}: ${words(point)}`,
            last: point.kind === 'final',
          }))}
        />
      ))}
    </div>
  );
}
