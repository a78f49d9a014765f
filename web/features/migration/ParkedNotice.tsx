import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { errors } from '../../../contract/errors.ts';
import type { Migration, Parked } from '../../../contract/migration.ts';
import { Time } from '../../components/Time.tsx';
import { isParkCode } from './fixes.ts';
import { ParkedActions } from './ParkedActions.tsx';

/** Cause, evidence, remedy, action. */
export function ParkedNotice({ migration, parked }: { migration: Migration; parked: Parked }) {
  const { t } = useTranslation();
  return (
    <section className="flex gap-3 rounded-lg border border-bad/40 bg-bad-soft p-4" data-parked={parked.code}>
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad max-sm:hidden" />
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
        <Explained parked={parked} />
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
        <ParkedActions migration={migration} parked={parked} />
        <p className="text-xs text-muted">{t('parked.text')}</p>
      </div>
    </section>
  );
}

/** What such a code means and what helps, in the reader's language; a remedy of this very run beside it. */
function Explained({ parked: { code, remedy } }: { parked: Parked }) {
  const { t } = useTranslation();
  const known = isParkCode(code);
  const lines: [name: string, text: string][] = known
    ? [
        [t('fix.cause'), t(`explain.${code}.cause`)],
        [t('parked.remedy'), t(`explain.${code}.fix`)],
      ]
    : [];
  if (!known || remedy !== errors[code].remedy) lines.push([t(known ? 'fix.here' : 'parked.remedy'), remedy]);
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[max-content_minmax(0,1fr)]">
      {lines.map(([name, text]) => (
        <div key={name} className="contents">
          <dt className="font-semibold">{name}</dt>
          <dd className="break-words">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
