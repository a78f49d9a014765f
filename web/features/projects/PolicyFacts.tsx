import { useTranslation } from 'react-i18next';
import type { Project } from '../../../contract/project.ts';
import { Time } from '../../components/Time.tsx';
import { policies } from './projectDraft.ts';

/** What is agreed on in a project, for reading. */
export function PolicyFacts({ project }: { project: Project }) {
  const { t } = useTranslation();
  const facts = [
    ...policies.map((policy) => ({ policy, value: t(project[policy] ? 'projects.yes' : 'projects.no') })),
    { policy: 'approvalHours' as const, value: t('projects.hours', { count: project.approvalHours }) },
  ];
  return (
    <div className="space-y-2">
      <dl className="divide-y divide-line">
        {facts.map(({ policy, value }) => (
          <div key={policy} data-policy={policy} className="flex justify-between gap-4 py-1.5">
            <dt className="text-muted">{t(`projects.policy.${policy}`)}</dt>
            <dd className="whitespace-nowrap">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-muted">
        {t('projects.changedBy', { who: project.updatedBy })} <Time iso={project.updatedAt} />
      </p>
    </div>
  );
}
