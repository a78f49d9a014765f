import { useQuery } from '@tanstack/react-query';
import { FolderKanban, FolderPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { projectList } from '../../api/projectQueries.ts';
import { useUser } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { AddProject } from './AddProject.tsx';
import { ProjectPanel } from './ProjectPanel.tsx';
import { ProjectRow } from './ProjectRow.tsx';

/** What the user sees of projects: who works in which, and by which rules. */
export function ProjectsPage() {
  const { t } = useTranslation();
  const mayCreate = useUser().permissions.includes('projects:create');
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  // Nobody tells of what others change here.
  const list = useQuery({ ...projectList, staleTime: 0 });
  // As it is after an edit; out of sight once the user has no role in it any more.
  const open = list.data?.find(({ id }) => id === openId);
  const made = (id: string) => {
    setAdding(false);
    setOpenId(id);
  };
  return (
    <div className="space-y-4">
      <PageHead title={t('projects.title')}>
        {mayCreate && (
          <Button variant="primary" onClick={() => setAdding(true)}>
            <FolderPlus aria-hidden className="size-4" />
            {t('projects.add')}
          </Button>
        )}
      </PageHead>
      <p className="max-w-3xl text-muted">{t('projects.about')}</p>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={3} />}
      {list.data?.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={FolderKanban} title={t('projects.emptyTitle')} text={t('projects.emptyText')} />
        </div>
      )}
      {list.data && list.data.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
          {list.data.map((project) => (
            <ProjectRow key={project.id} project={project} onOpen={() => setOpenId(project.id)} />
          ))}
        </ul>
      )}
      {adding && <AddProject onMade={({ id }) => made(id)} onClose={() => setAdding(false)} />}
      {open && <ProjectPanel key={open.id} project={open} onClose={() => setOpenId(null)} />}
    </div>
  );
}
