import { useQuery } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Certificate } from '../../../contract/certificate.ts';
import type { Migration } from '../../../contract/migration.ts';
import { downloadJson } from '../../api/downloadJson.ts';
import { migrationCertificate } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CertificateRoots } from '../../components/CertificateRoots.tsx';
import { certificateVerdict } from '../../components/certificateVerdict.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Facts } from '../../components/Facts.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { VerdictLine } from '../../components/VerdictLine.tsx';

export function CertificateCard({ migration: { id, certificateId, endedAt } }: { migration: Migration }) {
  const { t } = useTranslation();
  const issued = certificateId !== null;
  const { data, error, isError, refetch } = useQuery({ ...migrationCertificate(id), enabled: issued });
  return (
    <Card title={t('certificate.title')}>
      {!issued ? (
        <p className="text-muted">{t(endedAt === null ? 'certificate.pending' : 'certificate.none')}</p>
      ) : isError ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Issued certificate={data} />
      ) : (
        <Skeleton className="h-32" />
      )}
    </Card>
  );
}

function Issued({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const { body, algorithm } = certificate;
  const fileName = `drover-certificate-${body.migrationId}.json`;
  return (
    <div className="space-y-3">
      <VerdictLine verdict={certificateVerdict(body.disks)} />
      {body.disks.map((disk) => (
        <CertificateRoots key={disk.id} {...disk} />
      ))}
      <Facts
        facts={[
          [t('certificate.issued'), <Time key="issued" iso={body.issuedAt} as="full" />],
          [t('certificate.algorithm'), algorithm],
          [
            t('certificate.instance'),
            <code key="key" title={body.instance} className="font-mono text-xs">
              {body.instance.slice(0, 16)}…
            </code>,
          ],
        ]}
      />
      <LinkButton to={paths.certificate(body.migrationId)} className="w-full justify-center">
        <FileText aria-hidden className="size-4" />
        {t('certificate.open')}
      </LinkButton>
      <Button className="w-full" onClick={() => downloadJson(fileName, certificate)}>
        <Download aria-hidden className="size-4" />
        {t('certificate.download')}
      </Button>
      <p className="text-xs text-muted">
        {t('certificate.verifyHint')} <code className="font-mono break-all">drover certificate verify {fileName}</code>
      </p>
    </div>
  );
}
