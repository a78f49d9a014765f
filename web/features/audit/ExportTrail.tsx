import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiBase } from '../../../contract/route.ts';
import { routes } from '../../../contract/routes.ts';
import { LinkButton } from '../../components/LinkButton.tsx';

/** The browser fetches the whole chain by itself, into a file: it may be larger than what a page can hold. */
export function ExportTrail() {
  const { t } = useTranslation();
  const day = new Date().toISOString().slice(0, 10);
  return (
    <LinkButton
      to={`${apiBase}${routes.exportAudit.path}`}
      reloadDocument
      download={`drover-audit-${day}.jsonl`}
      title={t('audit.exportHint')}
    >
      <Download aria-hidden className="size-4" />
      {t('audit.export')}
    </LinkButton>
  );
}
