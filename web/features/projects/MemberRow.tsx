import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Role, roleSchema } from '../../../contract/permission.ts';
import type { Member } from '../../../contract/project.ts';
import { api } from '../../api/api.ts';
import { projectKeys } from '../../api/projectQueries.ts';
import { recallSession, useUser } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { smallFieldClass } from '../../components/field.ts';
import { Time } from '../../components/Time.tsx';

interface MemberRowProps {
  projectId: string;
  member: Member;
  /** Not of a role that a group gave: it would come back at the next login. */
  mayWrite: boolean;
}

export function MemberRow({ projectId, member, mayWrite }: MemberRowProps) {
  const { user, role, group, grantedBy, createdAt } = member;
  const { t } = useTranslation();
  const client = useQueryClient();
  const self = useUser().name === user;
  const onSettled = async () => {
    // Who has changed their own role may do something else from now on.
    if (self) await api.getConsoleState().then(recallSession, () => undefined);
    await client.invalidateQueries({ queryKey: projectKeys.all });
  };
  const change = useMutation({
    mutationFn: (wanted: Role) => api.setMember({ params: { id: projectId }, body: { user, role: wanted } }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: () => api.removeMember({ params: { id: projectId, user } }),
    onSettled,
  });
  const error = change.error ?? remove.error;
  const pending = change.isPending || remove.isPending;
  return (
    <li data-member={user} className="space-y-2 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 basis-32">
          <span className="block font-medium break-words">{user}</span>
          <span className="block text-xs text-muted">
            {group === null
              ? t('projects.members.givenBy', { name: grantedBy })
              : t('projects.members.byGroup', { group })}{' '}
            · <Time iso={createdAt} />
          </span>
        </span>
        {mayWrite ? (
          <>
            <div className="w-36">
              <select
                value={role}
                disabled={pending}
                aria-label={t('projects.members.roleOf', { user })}
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
              aria-label={t('projects.members.removeOf', { user })}
              onClick={() => remove.mutate()}
            >
              {t('projects.members.remove')}
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
