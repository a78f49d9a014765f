import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { workflowUrl } from '../../api/migrationUrl.ts';
import { apiVersion } from '../../api/systemQueries.ts';

/** To a run in Temporal Web, where one is known. */
export function TemporalLink({ workflowId }: { workflowId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(apiVersion);
  if (!data?.temporal.webUrl) return null;
  return (
    <a
      href={workflowUrl(data.temporal.webUrl, data.temporal.namespace, workflowId)}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-1 text-accent hover:underline"
    >
      {t('migration.workflow')}
      <ExternalLink aria-hidden className="size-3.5" />
    </a>
  );
}
