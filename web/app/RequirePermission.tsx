import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Permission, permissions } from '../../contract/permission.ts';
import { paths } from '../api/paths.ts';
import { useMay } from '../api/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { LinkButton } from '../components/LinkButton.tsx';

/** A page for those who have a permission somewhere. Others are told who has it, and the API is asked nothing. */
export function RequirePermission({ permission, children }: { permission: Permission; children: ReactNode }) {
  const { t } = useTranslation();
  if (useMay(permission)) return children;
  const { scope, roles } = permissions[permission];
  const named = roles.map((role) => t(`session.role.${role}`)).join(', ');
  return (
    <EmptyState Icon={Lock} title={t('notAllowed.title')} text={t(`notAllowed.${scope}`, { roles: named })}>
      <LinkButton to={paths.overview}>{t('nav.overview')}</LinkButton>
    </EmptyState>
  );
}
