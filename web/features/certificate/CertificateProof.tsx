import { useTranslation } from 'react-i18next';
import type { Certificate } from '../../../contract/certificate.ts';
import { Section } from './Section.tsx';

/** Who signed it, and how anybody can check that without Drover's servers. */
export function CertificateProof({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const { body, algorithm, signature, publicKey } = certificate;
  const fileName = `drover-certificate-${body.migrationId}.json`;
  const parts: [name: string, value: string][] = [
    [t('certificate.instance'), body.instance],
    [t('certificate.publicKey'), publicKey.trim()],
    [`${t('certificate.algorithm')} (${algorithm})`, signature],
  ];
  const commands = [
    `drover certificate get ${body.migrationId} --out ${fileName}`,
    `drover certificate verify ${fileName} --instance ${body.instance}`,
  ];
  return (
    <>
      <Section title={t('certificate.signature')}>
        <dl className="space-y-2">
          {parts.map(([name, value]) => (
            <div key={name}>
              <dt className="text-xs text-muted">{name}</dt>
              <dd>
                <code className="font-mono text-xs break-all whitespace-pre-wrap">{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={t('certificate.verify')}>
        <p>{t('certificate.verifyText')}</p>
        <pre className="rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all whitespace-pre-wrap break-inside-avoid">
          {commands.join('\n')}
        </pre>
        <p className="text-xs text-muted">{t('certificate.verifyNote')}</p>
      </Section>
    </>
  );
}
