import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Preset } from '../../../contract/preset.ts';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { planKeys } from '../../api/planQueries.ts';
import { ConfirmDelete } from '../../components/ConfirmDelete.tsx';

/** Only the version that is shown is deleted. Plans that use the preset hinder it, and are named. */
export function DeletePreset({ preset: { id, name, revision }, onClose }: { preset: Preset; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deletePreset({ params: { id }, ifMatch: revision }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: planKeys.presets });
      onClose();
    },
  });
  const using = useMutation({
    mutationFn: async () => (await api.listPlans({ query: { presetId: id, limit: 20 } })).items,
  });
  return (
    <ConfirmDelete
      title={t('presets.deleteTitle', { name })}
      text={t('presets.deleteText')}
      action={t('presets.delete')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onError: () => using.mutate() })}
      onClose={onClose}
    >
      {using.data && using.data.length > 0 && (
        <p>
          {t('presets.usedBy')}{' '}
          {using.data.map((plan, index) => (
            <span key={plan.id}>
              {index > 0 && ', '}
              <Link to={paths.plan(plan.id)} className="font-medium text-accent hover:underline">
                {plan.name}
              </Link>
            </span>
          ))}
        </p>
      )}
    </ConfirmDelete>
  );
}
