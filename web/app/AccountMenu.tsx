import { useMutation } from '@tanstack/react-query';
import { CircleUserRound, KeyRound, LogOut } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/api.ts';
import { paths } from '../api/paths.ts';
import { leaveSession, useUser } from '../api/session.ts';
import { Button } from '../components/Button.tsx';

export function AccountMenu() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  // The token is forgotten here also when the API cannot be told.
  const logout = useMutation({ mutationFn: () => api.logout(), onSettled: leaveSession });
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button variant="ghost" aria-label={`${t('session.account')}: ${user.name}`}>
          <CircleUserRound aria-hidden className="size-4" />
          <span className="max-w-32 truncate max-sm:hidden">{user.name}</span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-44 rounded-lg border border-line bg-surface p-1 text-sm shadow-lg shadow-shade/20"
        >
          <DropdownMenu.Label className="px-2 py-1.5">
            <span className="block font-medium">{user.name}</span>
            <span className="block text-xs text-muted">{t(`session.role.${user.role ?? 'none'}`)}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item
            onSelect={() => void navigate(paths.account)}
            className="flex items-center gap-2 rounded px-2 py-1.5 outline-none data-[highlighted]:bg-sunken"
          >
            <KeyRound aria-hidden className="size-4 text-muted" />
            {t('access.account.title')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            onSelect={() => logout.mutate()}
            className="flex items-center gap-2 rounded px-2 py-1.5 outline-none data-[highlighted]:bg-sunken"
          >
            <LogOut aria-hidden className="size-4 text-muted" />
            {t('session.logout')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
