import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { projectList } from '../api/projectQueries.ts';
import { fieldClass } from '../components/field.ts';
import { chooseProject, useChosenProject } from './projectChoice.ts';

/** Narrows every list to one project, for who sees several. */
export function ProjectSwitch() {
  const { t } = useTranslation();
  const { data: projects = [] } = useQuery(projectList);
  const chosen = useChosenProject();
  if (projects.length < 2) return null;
  return (
    <select
      value={chosen ?? ''}
      aria-label={t('project.label')}
      onChange={({ target }) => chooseProject(target.value || null)}
      className={`${fieldClass} mb-2 shrink-0 truncate pr-8`}
    >
      <option value="">{t('project.all')}</option>
      {projects.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
