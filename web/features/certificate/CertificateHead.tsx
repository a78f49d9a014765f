import { useTranslation } from 'react-i18next';
import type { Certificate } from '../../../contract/certificate.ts';
import { certificateVerdict } from '../../components/certificateVerdict.ts';
import { Logo } from '../../components/Logo.tsx';
import { VerdictLine } from '../../components/VerdictLine.tsx';
import { formatUtc } from '../../format/time.ts';
import { useFormat } from '../../i18n/useFormat.ts';

/** What was moved from where to where, by whom, and the verdict. */
export function CertificateHead({ certificate: { body } }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cutover = body.commands.findLast(({ name }) => name === 'cutover' || name === 'schedule');
  const facts: [name: string, value: string][] = [
    [t('certificate.vm'), `${body.vm.name} (${body.vm.ref})`],
    ['UUID', body.vm.uuid],
    [t('certificate.targetVm'), `${body.targetVm.node}/${body.targetVm.vmid}`],
    [t('certificate.how'), [body.plan.strategy, body.route].map((word) => wordOf(word)).join(', ')],
    [t('certificate.transport'), body.transport],
    [t('certificate.requestedBy'), body.requestedBy],
    [
      t('certificate.cutoverBy'),
      cutover ? `${cutover.actor}, ${formatUtc(cutover.at)}` : t('certificate.cutoverByPlan'),
    ],
    [t('forecast.title'), body.downtime === null ? t('certificate.noDowntime') : format.duration(body.downtime.ms)],
    ...(body.downtime === null
      ? []
      : ([
          [t('forecast.from'), formatUtc(body.downtime.from)],
          [t('forecast.to'), formatUtc(body.downtime.to)],
        ] satisfies [string, string][])),
    [t('certificate.migration'), body.migrationId],
    [t('certificate.issued'), formatUtc(body.issuedAt)],
  ];
  function wordOf(word: string): string {
    if (word === 'warm' || word === 'cold') return t(`strategy.${word}`);
    return word === 'direct' || word === 'staged' ? t(`route.${word}`) : word;
  }
  return (
    <header className="space-y-4">
      <div className="flex items-start justify-between gap-4">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">{t('certificate.heading')}</h1>
          <p className="break-all text-muted">{body.vm.name}</p>
        </div>
        <Logo className="size-10 shrink-0" />
      </div>
      <VerdictLine verdict={certificateVerdict(body.disks)} />
      <dl className="grid gap-x-8 gap-y-1.5 sm:grid-cols-2 print:grid-cols-2">
        {facts.map(([name, value]) => (
          <div key={name} className="flex items-baseline justify-between gap-4 border-b border-line pb-1">
            <dt className="shrink-0 text-muted">{name}</dt>
            <dd className="min-w-0 text-right break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
