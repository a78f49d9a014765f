import { ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { auditOf } from '../../api/paths.ts';
import { useMay } from '../../api/session.ts';

interface AuditLinkProps {
  /** Kind and id, e.g. `migration/…`. */
  subject: string;
  /** What it is of, where a page has several. */
  name?: string;
}

/** From an object to what the audit trail has of it; for those who may read that. */
export function AuditLink({ subject, name }: AuditLinkProps) {
  const { t } = useTranslation();
  if (!useMay('audit:read')) return null;
  return (
    <Link
      to={auditOf(subject)}
      aria-label={name && `${t('audit.title')}: ${name}`}
      className="inline-flex items-center gap-1 text-accent hover:underline"
    >
      {t('audit.title')}
      <ScrollText aria-hidden className="size-3.5" />
    </Link>
  );
}
