import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GroupRole } from '../../../contract/identity.ts';
import { type Role, roleSchema } from '../../../contract/permission.ts';
import { accessKeys } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { smallFieldClass } from '../../components/field.ts';

export function GroupRow({ row, mayWrite }: { row: GroupRole; mayWrite: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, realm, group, role, projectName } = row;
  const place = projectName ?? t('groups.everywhere');
  const onSettled = () => client.invalidateQueries({ queryKey: accessKeys.groups });
  const change = useMutation({
    mutationFn: (wanted: Role) => api.updateGroupRole({ params: { id }, body: { role: wanted } }),
    onSettled,
  });
  const remove = useMutation({ mutationFn: () => api.deleteGroupRole({ params: { id } }), onSettled });
  const error = change.error ?? remove.error;
  const pending = change.isPending || remove.isPending;
  return (
    <li data-group={group} className="space-y-2 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge>{t(`groups.realm.${realm}`)}</Badge>
        <span className="min-w-0 flex-1 font-mono text-xs break-words">{group}</span>
        <span className={projectName === null ? 'text-muted' : ''}>{place}</span>
        {mayWrite ? (
          <>
            <div className="w-40">
              <select
                value={role}
                disabled={pending}
                aria-label={t('groups.roleOf', { group, place })}
                onChange={({ target }) => change.mutate(roleSchema.parse(target.value))}
                className={`${smallFieldClass} pr-8`}
              >
                {roleSchema.options.map((value) => (
                  <option key={value} value={value}>
                    {t(`session.role.${value}`)}
                  </option>
                ))}
              </select>
            </div>
            <Button
              small
              variant="danger"
              disabled={pending}
              aria-label={t('groups.removeOf', { group, place })}
              onClick={() => remove.mutate()}
            >
              {t('groups.remove')}
            </Button>
          </>
        ) : (
          <span className="text-muted">{t(`session.role.${role}`)}</span>
        )}
      </div>
      {error !== null && <ErrorNotice error={error} />}
    </li>
  );
}
