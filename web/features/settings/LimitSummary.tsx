import { useTranslation } from 'react-i18next';
import type { Limits } from '../../../contract/limits.ts';
import { useFormat } from '../../i18n/useFormat.ts';

/** Limits on reading in short. */
export function LimitSummary({ limits: { overall, connections, reads } }: { limits: Limits }) {
  const { t } = useTranslation();
  const { rate, count } = useFormat();
  const most = (value: number | null) => (value === null ? t('settings.noLimit') : count(value));
  const own = Object.keys(connections).length;
  return (
    <ul className="space-y-0.5 text-sm">
      <li>
        {t('settings.limits.overall', {
          rate: overall.bytesPerSecond === null ? t('settings.noLimit') : rate(overall.bytesPerSecond),
        })}
      </li>
      <li>{t('settings.limits.windows', { count: overall.windows.length, zone: overall.timeZone })}</li>
      <li>{t('settings.limits.connections', { count: own })}</li>
      <li>
        {t('settings.limits.reads', {
          mover: most(reads.perMover),
          host: most(reads.perHost),
          datastore: most(reads.perDatastore),
        })}
      </li>
    </ul>
  );
}
