import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { useWritableProjects } from './useWritableProjects.ts';

interface ProjectFieldProps {
  value: string;
  error: string | null;
  onChange(projectId: string): void;
}

/** Where a connection belongs; for who may put it into more than one project. */
export function ProjectField({ value, error, onChange }: ProjectFieldProps) {
  const { t } = useTranslation();
  const writable = useWritableProjects();
  if (writable.length < 2 && error === null) return null;
  return (
    <SelectField
      label={t('project.label')}
      value={value}
      options={writable.map(({ id, name }) => ({ value: id, label: name }))}
      error={error}
      onChange={onChange}
    />
  );
}
