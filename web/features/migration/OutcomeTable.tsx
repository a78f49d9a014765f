import { useTranslation } from 'react-i18next';
import { Badge } from '../../components/Badge.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import type { ForecastOutcome } from './forecastOutcome.ts';

/** The forecast that was kept at the cutover, part by part, beside what was measured. */
export function OutcomeTable({ outcome }: { outcome: ForecastOutcome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { forecast, measuredMs, differenceMs, withinP90, rows } = outcome;
  const cell = 'py-1 pl-2 text-right whitespace-nowrap';
  const difference = (ms: number) => `${ms < 0 ? '−' : '+'}${format.duration(Math.abs(ms))}`;
  return (
    <section className="space-y-2 border-t border-line pt-3" data-outcome={withinP90 === false ? 'late' : 'kept'}>
      <h3 className="flex flex-wrap items-center justify-between gap-2 font-medium">
        {t('outcome.title')}
        {withinP90 !== null && (
          <Badge tone={withinP90 ? 'good' : 'warn'}>{t(withinP90 ? 'outcome.within' : 'outcome.beyond')}</Badge>
        )}
      </h3>
      <table className="w-full text-xs">
        <thead className="text-muted">
          <tr>
            <th className="py-1 text-left font-medium">{t('outcome.part')}</th>
            <th className={`${cell} font-medium`}>{t('outcome.forecast')}</th>
            <th className={`${cell} font-medium`}>{t('outcome.measured')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-y border-line">
          {rows.map(({ part, forecastMs, measuredMs: ms, retried }) => (
            <tr key={part}>
              <th scope="row" className="py-1 text-left font-normal text-muted">
                {part === 'between' ? t('outcome.between') : t(`forecast.${part}`)}
                {retried && <span className="block">{t('outcome.retried')}</span>}
              </th>
              <td className={cell}>{forecastMs === null ? '–' : format.duration(forecastMs)}</td>
              <td className={cell}>{ms === null ? '–' : format.duration(ms)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="font-semibold">
          <tr>
            <th scope="row" className="py-1 text-left">
              {t('outcome.total')}
            </th>
            <td className={cell}>≈ {format.duration(forecast.downtimeMs)}</td>
            <td className={cell}>{format.duration(measuredMs)}</td>
          </tr>
          <tr className="font-normal text-muted">
            <th scope="row" className="text-left font-normal">
              {t('outcome.difference')}
            </th>
            <td />
            <td className="pl-2 text-right whitespace-nowrap">{difference(differenceMs)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="text-xs text-muted">
        {forecast.downtimeP90Ms !== undefined &&
          `${t('outcome.p90', { duration: format.duration(forecast.downtimeP90Ms) })} `}
        {t('outcome.made')} <Time iso={forecast.at} as="full" />
      </p>
    </section>
  );
}
