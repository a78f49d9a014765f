import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';

/** Who logs in, and by what the server is known. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { username, product, fingerprint256 } = connection;
  const facts: [string, string][] = [
    [t('connections.product'), product ?? t('connections.unknown')],
    [t('connections.username'), username],
  ];
  return (
    <dl className="grid gap-x-6 gap-y-2 px-4 pb-3 sm:grid-cols-2">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-muted">{name}</dt>
          <dd className="truncate" title={value}>
            {value}
          </dd>
        </div>
      ))}
      <div className="min-w-0 sm:col-span-2">
        <dt className="text-xs text-muted">{t('connections.certificate')}</dt>
        <dd className="flex items-start gap-1.5">
          <ShieldCheck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-good" />
          {fingerprint256 ? (
            <span className="min-w-0">
              {t('connections.pinned')}{' '}
              <code className="font-mono text-xs break-all text-muted" title={fingerprint256}>
                {fingerprint256.slice(0, 23)}…
              </code>
            </span>
          ) : (
            t('connections.publicCa')
          )}
        </dd>
      </div>
    </dl>
  );
}
