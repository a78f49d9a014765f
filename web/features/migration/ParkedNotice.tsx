import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Migration, Parked } from '../../../contract/migration.ts';
import { Time } from '../../components/Time.tsx';
import { CommandBar } from './CommandBar.tsx';

/** Cause, evidence, remedy, action. */
export function ParkedNotice({ migration, parked }: { migration: Migration; parked: Parked }) {
  const { t } = useTranslation();
  return (
    <section className="flex gap-3 rounded-lg border border-bad/40 bg-bad-soft p-4" data-parked={parked.code}>
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 space-y-3">
        <div className="space-y-1">
          <h2 className="flex flex-wrap items-baseline gap-x-2.5 text-base font-semibold text-bad">
            {t('parked.title', { stage: t(`stage.${parked.stage}`) })}
            <code className="font-mono text-xs font-normal">{parked.code}</code>
            <span className="text-xs font-normal">
              <Time iso={parked.since} />
            </span>
          </h2>
          <p className="break-words">{parked.message}</p>
        </div>
        <p className="break-words">
          <span className="font-semibold">{t('parked.remedy')}:</span> {parked.remedy}
        </p>
        {parked.evidence.length > 0 && (
          <details open={parked.evidence.length <= 4} className="space-y-1.5">
            <summary className="cursor-pointer text-xs font-medium text-muted">{t('parked.evidence')}</summary>
            <ul className="space-y-0.5 rounded-md bg-surface/70 px-3 py-2 font-mono text-xs break-words">
              {parked.evidence.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <CommandBar migration={migration} only={['retry']} />
          <p className="text-xs text-muted">{t('parked.text')}</p>
        </div>
      </div>
    </section>
  );
}
