import { useTranslation } from 'react-i18next';
import type { CertificateBody } from '../../../contract/certificate.ts';
import { formatUtc } from '../../format/time.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { Columns } from './Columns.tsx';
import { Section } from './Section.tsx';

/** What each round moved. */
export function CertificateCopy({ body: { disks } }: { body: CertificateBody }) {
  const { t } = useTranslation();
  const format = useFormat();
  const heads = ['kind', 'changed', 'read', 'written', 'duration', 'endedAt'] as const;
  return (
    <Section title={t('disks.rounds')}>
      {disks.map(({ id, label, rounds, earlier }) => (
        <div key={id} className="space-y-1">
          <h3 className="font-medium break-after-avoid">{label}</h3>
          <Columns
            caption={`${t('disks.rounds')}: ${label}`}
            heads={heads.map((head) => t(`disks.${head}`))}
            rows={rounds.map((round) => ({
              key: String(round.round),
              cells: [
                `#${round.round} ${t(`kind.${round.kind}`)}`,
                format.bytes(round.changedBytes),
                format.bytes(round.readBytes),
                format.bytes(round.writtenBytes),
                format.duration(round.ms),
                formatUtc(round.endedAt),
              ],
            }))}
          />
          {earlier && (
            <p className="text-xs text-muted">
              {t('certificate.earlier', {
                rounds: earlier.rounds,
                changed: format.bytes(earlier.changedBytes),
                read: format.bytes(earlier.readBytes),
              })}
            </p>
          )}
        </div>
      ))}
    </Section>
  );
}
