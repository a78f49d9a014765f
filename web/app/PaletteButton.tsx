import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandName } from '../../contract/migration.ts';
import { Button } from '../components/Button.tsx';
import { withPageTexts } from '../i18n/i18n.ts';

const PaletteCommand = lazy(
  withPageTexts(async () => ({ default: (await import('./PaletteCommand.tsx')).PaletteCommand })),
);
const Palette = lazy(withPageTexts(async () => ({ default: (await import('./Palette.tsx')).Palette })));

interface AskedCommand {
  id: string;
  name: CommandName;
}

/** Opens the palette; so does Ctrl K, or Command K. */
export function PaletteButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<AskedCommand | null>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen((shown) => !shown);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <Button
        small
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
        className="h-8 text-muted max-sm:w-9 max-sm:border-transparent max-sm:bg-transparent"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="max-sm:sr-only">{t('palette.open')}</span>
        <kbd aria-hidden className="rounded border border-line bg-sunken px-1 font-mono text-[0.6875rem] max-sm:hidden">
          Ctrl K
        </kbd>
      </Button>
      {open && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} onCommand={setAsked} />
        </Suspense>
      )}
      {asked && (
        <Suspense>
          <PaletteCommand migrationId={asked.id} name={asked.name} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </>
  );
}
