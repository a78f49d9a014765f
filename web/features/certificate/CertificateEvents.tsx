import { useTranslation } from 'react-i18next';
import type { CertificateBody } from '../../../contract/certificate.ts';
import { commandNameSchema } from '../../../contract/migration.ts';
import { formatUtc } from '../../format/time.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { Columns } from './Columns.tsx';
import { Section } from './Section.tsx';

/** When each stage ran, and who commanded what. */
export function CertificateEvents({ body: { stages, commands } }: { body: CertificateBody }) {
  const { t } = useTranslation();
  const format = useFormat();
  const commandWord = (name: string) => {
    const known = commandNameSchema.safeParse(name);
    return known.success ? t(`command.${known.data}`) : name;
  };
  return (
    <>
      <Section title={t('stages.title')}>
        <Columns
          caption={t('stages.title')}
          heads={[t('certificate.stage'), t('certificate.attempts'), t('disks.duration'), t('certificate.began')]}
          rows={stages.map(({ name, attempts, ms, startedAt }) => ({
            key: name,
            cells: [t(`stage.${name}`), attempts, ms === null ? '–' : format.duration(ms), formatUtc(startedAt)],
          }))}
        />
      </Section>
      {commands.length > 0 && (
        <Section title={t('command.group')}>
          <Columns
            caption={t('command.group')}
            heads={[t('certificate.command'), t('certificate.by'), t('certificate.at')]}
            rows={commands.map(({ at, name, actor }) => ({
              key: `${at} ${name}`,
              cells: [commandWord(name), actor, formatUtc(at)],
            }))}
          />
        </Section>
      )}
    </>
  );
}
