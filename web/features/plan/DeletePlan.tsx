import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ApiProblem } from '../../../client/apiProblem.ts';
import type { BulkPlan } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { planKeys } from '../../api/planQueries.ts';
import { ConfirmDelete } from '../../components/ConfirmDelete.tsx';

/** Only the version that is shown is deleted. An open migration hinders it, and is named. */
export function DeletePlan({ plan: { id, name, revision }, onClose }: { plan: BulkPlan; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => api.deletePlan({ params: { id }, ifMatch: revision }),
    onSuccess: async () => {
      await navigate(paths.plans);
      client.removeQueries({ queryKey: planKeys.one(id) });
      await client.invalidateQueries({ queryKey: planKeys.lists });
    },
    // What is deleted next is what is then shown.
    onError: () => client.invalidateQueries({ queryKey: planKeys.one(id) }),
  });
  const hindering = remove.error instanceof ApiProblem ? remove.error.problem.openMigrationId : undefined;
  return (
    <ConfirmDelete
      title={t('plans.deleteTitle', { name })}
      text={t('plans.deleteText')}
      action={t('plans.delete')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {hindering && (
        <Link to={paths.migration(hindering)} className="font-medium text-accent hover:underline">
          {t('connections.toMigration')}
        </Link>
      )}
    </ConfirmDelete>
  );
}
