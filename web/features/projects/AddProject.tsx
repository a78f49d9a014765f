import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Project } from '../../../contract/project.ts';
import { api } from '../../api/api.ts';
import { projectKeys } from '../../api/projectQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { refusedFields } from '../../edit/refusedFields.ts';
import { ProjectFields } from './ProjectFields.tsx';
import { emptyProject, inputOf, wrongFields } from './projectDraft.ts';

interface AddProjectProps {
  onMade(project: Project): void;
  onClose(): void;
}

export function AddProject({ onMade, onClose }: AddProjectProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(emptyProject);
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () => api.createProject({ body: inputOf(draft) }),
    onSuccess: async (project) => {
      await client.invalidateQueries({ queryKey: projectKeys.all });
      onMade(project);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongFields(draft).length === 0) add.mutate();
  };
  return (
    <Modal title={t('projects.add')} text={t('projects.addText')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <ProjectFields
          draft={draft}
          onChange={(part) => setDraft((known) => ({ ...known, ...part }))}
          tried={tried}
          refused={refusedFields(add.error)}
        />
        {add.isError && <ErrorNotice error={add.error} />}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={add.isPending}>
            {t('projects.make')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
