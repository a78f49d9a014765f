import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../components/Logo.tsx';
import { LanguageMenu } from '../../i18n/LanguageMenu.tsx';
import { ThemeMenu } from '../../theme/ThemeMenu.tsx';

/** The frame of the pages before the login. */
export function EntranceFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex justify-end gap-1 p-3">
        <LanguageMenu />
        <ThemeMenu />
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center px-5 pb-28">
        <div className="mb-7 flex items-center gap-3.5">
          <Logo className="size-11 shrink-0" />
          <div>
            <p className="text-xl font-semibold tracking-tight">{t('app.name')}</p>
            <p className="text-muted">{t('app.tagline')}</p>
          </div>
        </div>
        {children}
      </main>
    </div>
  );
}
