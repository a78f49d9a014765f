import { useTranslation } from 'react-i18next';
import { useUser } from '../../api/session.ts';
import { PageHead } from '../../components/PageHead.tsx';
import { PasswordCard } from './PasswordCard.tsx';
import { SessionList } from './SessionList.tsx';
import { TokenList } from './TokenList.tsx';

/** What the person at the console is logged in with, and how they log in. */
export function AccountPage() {
  const { t } = useTranslation();
  const { name, role, permissions } = useUser();
  return (
    <div className="space-y-4">
      <PageHead title={t('access.account.title')} />
      <p className="text-muted">
        {name} · {t(`session.role.${role ?? 'none'}`)}
      </p>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <SessionList of={null} />
        <div className="space-y-4">
          <TokenList of={null} permissions={permissions} mayAdd />
          <PasswordCard />
        </div>
      </div>
    </div>
  );
}
