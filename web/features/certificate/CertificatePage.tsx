import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Download, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Certificate } from '../../../contract/certificate.ts';
import { downloadJson } from '../../api/downloadJson.ts';
import { migrationCertificate } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { CertificateCopy } from './CertificateCopy.tsx';
import { CertificateDisks } from './CertificateDisks.tsx';
import { CertificateEvents } from './CertificateEvents.tsx';
import { CertificateHead } from './CertificateHead.tsx';
import { CertificateProof } from './CertificateProof.tsx';
import { CertificateScreen } from './CertificateScreen.tsx';

/** The certificate as a document: on paper or as a PDF it stands without the console. */
export function CertificatePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data: certificate, error, isError, refetch } = useQuery(migrationCertificate(id));
  return (
    <div className="mx-auto max-w-4xl space-y-4 print:max-w-none">
      <title>{`${t('certificate.title')} · ${certificate?.body.vm.name ?? id} · ${t('app.name')}`}</title>
      <div className="flex flex-wrap items-center justify-between gap-3 print:hidden">
        <Link to={paths.migration(id)} className="inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink">
          <ArrowLeft aria-hidden className="size-3.5" />
          {t('certificate.back')}
        </Link>
        {certificate && <Actions certificate={certificate} />}
      </div>
      {isError && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!certificate && !isError && <Skeleton className="h-96" />}
      {certificate && (
        <article
          data-certificate={id}
          className="space-y-6 rounded-lg border border-line bg-surface p-5 sm:p-8 print:rounded-none print:border-0 print:p-0"
        >
          <CertificateHead certificate={certificate} />
          <CertificateDisks body={certificate.body} />
          <CertificateCopy body={certificate.body} />
          <CertificateEvents body={certificate.body} />
          <CertificateScreen body={certificate.body} />
          <CertificateProof certificate={certificate} />
        </article>
      )}
    </div>
  );
}

function Actions({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const fileName = `drover-certificate-${certificate.body.migrationId}.json`;
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => downloadJson(fileName, certificate)}>
        <Download aria-hidden className="size-4" />
        {t('certificate.download')}
      </Button>
      <Button variant="primary" onClick={() => window.print()}>
        <Printer aria-hidden className="size-4" />
        {t('certificate.print')}
      </Button>
    </div>
  );
}
