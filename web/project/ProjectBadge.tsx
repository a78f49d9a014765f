import { FolderKanban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../components/Badge.tsx';
import { useProjectName } from './useProjectName.ts';

/** Where something belongs; nothing to who sees one project alone. */
export function ProjectBadge({ id }: { id: string | undefined }) {
  const { t } = useTranslation();
  const name = useProjectName(id);
  if (name === null) return null;
  return (
    <Badge title={`${t('project.label')}: ${name}`}>
      <FolderKanban aria-hidden className="size-3 shrink-0" />
      <span className="sr-only">{t('project.label')}</span>
      <span data-project-name className="break-words">
        {name}
      </span>
    </Badge>
  );
}
