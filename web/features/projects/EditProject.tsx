import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Project } from '../../../contract/project.ts';
import { api } from '../../api/api.ts';
import { projectKeys } from '../../api/projectQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { refusedFields } from '../../edit/refusedFields.ts';
import { useVersionedEdit } from '../../edit/useVersionedEdit.ts';
import { ProjectFields } from './ProjectFields.tsx';
import { changeOf, type ProjectDraft, versionOf, wrongFields } from './projectDraft.ts';

type PolicyField = Exclude<keyof ProjectDraft, 'name'>;

/** Renames a project and sets its policy. */
export function EditProject({ project, onDone }: { project: Project; onDone(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [tried, setTried] = useState(false);
  const params = { id: project.id };
  const edit = useVersionedEdit({
    start: versionOf(project),
    save: (draft, revision, base) => api.updateProject({ params, body: changeOf(draft, base), ifMatch: revision }),
    read: async () => versionOf(await api.getProject({ params })),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: projectKeys.all });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongFields(edit.fields).length === 0 && edit.conflict === null) edit.save();
  };
  const nameOf = ([field = 'name']: string[]) =>
    field === 'name' ? t('projects.name') : t(`projects.policy.${field as PolicyField}`);
  const wordsOf = (_path: string[], value: unknown) =>
    typeof value === 'boolean' ? t(value ? 'projects.yes' : 'projects.no') : null;
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      {edit.conflict && <ConflictNotice conflict={edit.conflict} nameOf={nameOf} wordsOf={wordsOf} />}
      <ProjectFields draft={edit.fields} onChange={edit.change} tried={tried} refused={refusedFields(edit.error)} />
      {edit.error && <ErrorNotice error={edit.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('projects.leave')}</Button>
        <Button type="submit" variant="primary" disabled={edit.isSaving || edit.conflict !== null}>
          {t('plans.save')}
        </Button>
      </div>
    </form>
  );
}
