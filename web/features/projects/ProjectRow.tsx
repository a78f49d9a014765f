import { FolderKanban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ListedProject } from '../../../contract/project.ts';
import { Badge } from '../../components/Badge.tsx';
import { policies } from './projectDraft.ts';

export function ProjectRow({ project, onOpen }: { project: ListedProject; onOpen(): void }) {
  const { t } = useTranslation();
  const { id, name, connections, members, approvalHours } = project;
  const agreed = policies.filter((policy) => project[policy]);
  const asks = project.approveCutover || project.approveDeletion;
  return (
    <li data-project={id}>
      <button
        type="button"
        onClick={onOpen}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-left text-sm hover:bg-sunken"
      >
        <FolderKanban aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1 basis-40 font-medium break-words">{name}</span>
        {agreed.map((policy) => (
          <Badge key={policy} tone="info" title={t(`projects.policy.${policy}`)}>
            {t(`projects.short.${policy}`)}
          </Badge>
        ))}
        {asks && <span className="text-xs text-muted">{t('projects.waits', { count: approvalHours })}</span>}
        {agreed.length === 0 && <span className="text-xs text-muted">{t('projects.noPolicy')}</span>}
        <span className="w-56 text-xs text-muted sm:text-right">
          {t('projects.connections', { count: connections })} · {t('projects.memberCount', { count: members })}
        </span>
      </button>
    </li>
  );
}
