import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { CutoverWindowWords } from '../../components/CutoverWords.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useLiveForecast } from './useLiveForecast.ts';

/** Between rounds: the target is close behind, and the cutover is a decision away. */
export function HoldNotice({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const forecast = useLiveForecast(migration);
  const { cutoverAt, plan } = migration;
  if (forecast === null) return null;
  return (
    <section className="flex gap-3 rounded-lg border border-warn/30 bg-warn-soft p-4">
      <Hourglass aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="space-y-1">
        <h2 className="text-base font-semibold text-warn">{t('hold.title')}</h2>
        <p>{t('hold.text', { downtime: format.duration(forecast.downtimeMs) })}</p>
        {!cutoverAt && plan.cutover.mode === 'auto' && (
          <p>
            {t('hold.auto')} <CutoverWindowWords policy={plan.cutover} />
          </p>
        )}
        {cutoverAt && (
          <p className="font-medium">
            {t('hold.scheduled')} <Time iso={cutoverAt} as="full" /> (<Time iso={cutoverAt} />)
          </p>
        )}
      </div>
    </section>
  );
}
