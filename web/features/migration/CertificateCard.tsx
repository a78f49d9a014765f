import { useQuery } from '@tanstack/react-query';
import { Download, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Certificate } from '../../../contract/certificate.ts';
import type { Migration } from '../../../contract/migration.ts';
import { migrationCertificate } from '../../api/migrationQueries.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { CertificateRoots } from './CertificateRoots.tsx';
import { downloadJson } from './downloadJson.ts';

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
  const match = body.disks.every(({ ledgerRoot, targetRoot }) => ledgerRoot === targetRoot);
  const Icon = match ? ShieldCheck : ShieldAlert;
  const fileName = `drover-certificate-${body.migrationId}.json`;
  return (
    <div className="space-y-3">
      <p
        data-match={match}
        className={`flex items-center gap-2 rounded-md px-3 py-2 font-medium ${match ? 'bg-good-soft text-good' : 'bg-bad-soft text-bad'}`}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        {t(match ? 'certificate.match' : 'certificate.mismatch')}
      </p>
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
