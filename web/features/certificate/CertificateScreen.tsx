import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CertificateBody } from '../../../contract/certificate.ts';
import { migrationPictures } from '../../api/migrationQueries.ts';
import { ScreenImage } from '../../components/ScreenImage.tsx';
import { formatUtc } from '../../format/time.ts';
import { Section } from './Section.tsx';

/** The picture of the booted target beside the certificate; nothing where there is none. */
export function CertificateScreen({ body }: { body: CertificateBody }) {
  const { t } = useTranslation();
  const { data: pictures } = useQuery(migrationPictures(body.migrationId));
  const picture = pictures?.find(({ occasion, png }) => occasion === 'boot' && png !== null);
  if (picture === undefined) return null;
  return (
    <Section title={t('screen.title')}>
      <figure className="max-w-xl space-y-1 break-inside-avoid">
        <ScreenImage picture={picture} vm={body.vm.name} />
        <figcaption className="text-xs text-muted">
          {formatUtc(picture.at)}. {t('screen.unsigned')}
        </figcaption>
      </figure>
    </Section>
  );
}
