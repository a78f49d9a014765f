import { useMutation } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ChainFault, ChainVerdict } from '../../../contract/audit.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** Has the server follow the chain of hashes from its first event, and says what came of it. */
export function ChainCheck() {
  const { t } = useTranslation();
  const check = useMutation({ mutationFn: () => api.checkAudit() });
  return (
    <section aria-label={t('audit.chain.title')} className="space-y-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button small disabled={check.isPending} onClick={() => check.mutate()}>
          <Link2 aria-hidden className="size-3.5" />
          {t(check.isPending ? 'audit.chain.checking' : 'audit.chain.check')}
        </Button>
        <p className="text-xs text-muted">{t('audit.chain.about')}</p>
      </div>
      {check.isError && <ErrorNotice error={check.error} />}
      {check.data && !check.isPending && <Verdict verdict={check.data} />}
    </section>
  );
}

function Verdict({ verdict: { fault, events, earlierEvents, head } }: { verdict: ChainVerdict }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  if (fault !== null) return <Fault fault={fault} />;
  const { at, hash, instance } = head.head;
  return (
    <div
      role="status"
      data-chain="whole"
      className="space-y-1 rounded-lg border border-line bg-good-soft p-3 text-good"
    >
      <p className="font-medium">
        {t('audit.chain.whole', { count: events, formatted: count(events) })} <Time iso={at} as="clock" />
      </p>
      {earlierEvents > 0 && (
        <p>{t('audit.chain.earlier', { count: earlierEvents, formatted: count(earlierEvents) })}</p>
      )}
      <p className="font-mono text-xs break-all">{hash}</p>
      <p className="text-xs break-all">
        {instance === null ? t('audit.chain.unsigned') : t('audit.chain.signed', { instance })}
      </p>
    </div>
  );
}

function Fault({ fault: { kind, position, eventId, detail } }: { fault: ChainFault }) {
  const { t } = useTranslation();
  return (
    <div role="alert" data-chain={kind} className="space-y-1 rounded-lg border border-bad/30 bg-bad-soft p-3">
      <p className="font-semibold text-bad">{t(`audit.chain.fault.${kind}`)}</p>
      <p className="break-words">{detail}</p>
      <p className="text-xs text-muted">
        {[
          position === null ? null : t('audit.chain.place', { position }),
          eventId === null ? null : t('audit.chain.event', { id: eventId }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <p className="text-muted">{t('audit.chain.remedy')}</p>
    </div>
  );
}
