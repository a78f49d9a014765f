import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }));

/** Opens the palette; so does Ctrl K, or Command K. */
export function PaletteButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
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
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
