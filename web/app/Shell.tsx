import { PanelLeft, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, ScrollRestoration } from 'react-router';
import { paths } from '../api/paths.ts';
import { Button } from '../components/Button.tsx';
import { Logo } from '../components/Logo.tsx';
import { LanguageMenu } from '../i18n/LanguageMenu.tsx';
import { ThemeMenu } from '../theme/ThemeMenu.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { LiveIndicator } from './LiveIndicator.tsx';
import { Navigation } from './Navigation.tsx';
import { PaletteButton } from './PaletteButton.tsx';

/** The frame of every page behind the login. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only z-50 rounded bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('app.skip')}
      </a>
      <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-r border-line bg-surface p-3 lg:flex print:hidden">
        <Home />
        <Navigation />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-30 flex h-13 items-center gap-1 border-b border-line bg-surface/90 px-3 backdrop-blur lg:px-6 print:hidden">
          <div className="flex items-center gap-1 lg:hidden">
            <Drawer />
            <Home />
          </div>
          <div className="flex-1" />
          <PaletteButton />
          <LiveIndicator />
          <LanguageMenu />
          <ThemeMenu />
          <AccountMenu />
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="w-full max-w-[1600px] flex-1 p-4 outline-none lg:px-6 lg:py-5 print:max-w-none print:p-0"
        >
          <Outlet />
        </main>
      </div>
      <ScrollRestoration />
    </div>
  );
}

function Home() {
  const { t } = useTranslation();
  return (
    <Link to={paths.overview} className="flex items-center gap-2.5 px-1.5 text-base font-semibold lg:mb-4 lg:h-8">
      <Logo className="size-7" />
      <span className="max-[400px]:sr-only">{t('app.name')}</span>
    </Link>
  );
}

/** The navigation of narrow screens. */
function Drawer() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button icon variant="ghost" aria-label={t('app.menu')}>
          <PanelLeft aria-hidden className="size-4" />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-64 flex-col bg-surface p-3 shadow-xl outline-none"
        >
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="px-2.5 text-base font-semibold">{t('app.name')}</Dialog.Title>
            <Dialog.Close asChild>
              <Button icon variant="ghost" aria-label={t('app.closeMenu')}>
                <X aria-hidden className="size-4" />
              </Button>
            </Dialog.Close>
          </div>
          <Navigation onNavigate={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
