import { useTranslation } from 'react-i18next';
import type { CertificateBody } from '../../../contract/certificate.ts';
import { CertificateRoots } from '../../components/CertificateRoots.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { Section } from './Section.tsx';

export function CertificateDisks({ body: { disks } }: { body: CertificateBody }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('certificate.disks')}>
      <div className="space-y-3">
        {disks.map(({ id, label, capacityBytes, volume, ledgerRoot, targetRoot }) => (
          <div key={id} className="space-y-1 break-inside-avoid">
            <CertificateRoots
              label={`${label}, ${format.bytes(capacityBytes)}`}
              ledgerRoot={ledgerRoot}
              targetRoot={targetRoot}
            />
            <p className="text-xs break-all text-muted">
              {t('certificate.volume')} <code className="font-mono">{volume}</code> · {t('certificate.diskId')}{' '}
              <code className="font-mono">{id}</code>
            </p>
          </div>
        ))}
      </div>
    </Section>
  );
}
