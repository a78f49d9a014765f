import { Bookmark, Trash2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';
import { smallFieldClass } from '../../components/field.ts';
import { forgetFilter, saveFilter, useSavedFilters } from './savedFilters.ts';

interface SavedFiltersProps {
  current: Record<string, string>;
  onChoose(params: Record<string, string>): void;
}

/** Filters by name, kept in this browser; the address is what is shared. */
export function SavedFilters({ current, onChoose }: SavedFiltersProps) {
  const { t } = useTranslation();
  const saved = useSavedFilters();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    saveFilter({ name: name.trim(), params: current });
    setName('');
  };
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button small variant="ghost" className="h-8">
          <Bookmark aria-hidden className="size-3.5" />
          {t('inventory.saved')}
          {saved.length > 0 && <span className="text-muted">{saved.length}</span>}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={12}
          aria-label={t('inventory.saved')}
          className="z-50 w-72 space-y-2 rounded-lg border border-line bg-surface p-3 text-sm shadow-lg shadow-shade/20 outline-none"
        >
          {saved.length === 0 && <p className="text-xs text-muted">{t('inventory.savedNone')}</p>}
          <ul className="max-h-56 overflow-y-auto">
            {saved.map((filter) => (
              <li key={filter.name} className="flex items-center gap-1">
                <button
                  type="button"
                  onClick={() => onChoose(filter.params)}
                  className="min-w-0 flex-1 truncate rounded px-2 py-1.5 text-left hover:bg-sunken"
                >
                  {filter.name}
                </button>
                <Button
                  icon
                  small
                  variant="ghost"
                  aria-label={t('inventory.forget', { name: filter.name })}
                  onClick={() => forgetFilter(filter.name)}
                >
                  <Trash2 aria-hidden className="size-3.5" />
                </Button>
              </li>
            ))}
          </ul>
          <form onSubmit={submit} className="flex gap-2 border-t border-line pt-2">
            <input
              value={name}
              maxLength={60}
              aria-label={t('inventory.savedName')}
              placeholder={t('inventory.savedName')}
              onChange={({ target }) => setName(target.value)}
              className={smallFieldClass}
            />
            <Button small type="submit" className="h-8" disabled={name.trim() === ''}>
              {t('inventory.save')}
            </Button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
