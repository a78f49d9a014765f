import { Bot, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../contract/account.ts';
import { Badge } from '../../components/Badge.tsx';
import { Time } from '../../components/Time.tsx';

export function AccountRow({ account, onOpen }: { account: Account; onOpen(): void }) {
  const { t } = useTranslation();
  const { name, kind, role, disabled, lockedUntil, lastLoginAt } = account;
  const Icon = kind === 'service' ? Bot : UserRound;
  return (
    <li data-account={name}>
      <button
        type="button"
        onClick={onOpen}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-left text-sm hover:bg-sunken"
      >
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1 font-medium break-words">{name}</span>
        {disabled && <Badge>{t('access.disabled')}</Badge>}
        {lockedUntil !== null && <Badge tone="warn">{t('access.locked')}</Badge>}
        <span className="w-32 text-muted">{t(`session.role.${role ?? 'none'}`)}</span>
        <span className="w-40 text-xs text-muted">
          {kind === 'service' ? (
            t('access.service')
          ) : lastLoginAt === null ? (
            t('access.neverIn')
          ) : (
            <>
              {t('access.lastIn')} <Time iso={lastLoginAt} />
            </>
          )}
        </span>
      </button>
    </li>
  );
}
