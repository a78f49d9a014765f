import { CalendarClock, CirclePlay, Gauge, Pause, Power, RotateCcw, RotateCw, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandName, Migration } from '../../../contract/migration.ts';
import { Button } from '../../components/Button.tsx';
import { useCommandRefusal } from '../../project/useCommandRefusal.ts';
import { ConfirmCommand } from './ConfirmCommand.tsx';
import { commandOrder } from './commandOrder.ts';

const icons = {
  pause: Pause,
  resume: CirclePlay,
  retry: RotateCw,
  cancel: Trash2,
  cutover: Power,
  schedule: CalendarClock,
  limit: Gauge,
  'undo-cutover': RotateCcw,
  rollback: Undo2,
};

const primary = new Set<CommandName>(['cutover', 'retry', 'resume']);
const dangerous = new Set<CommandName>(['cancel', 'rollback']);

/** Buttons for what the migration accepts now; each asks before it acts. */
export function CommandBar({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<CommandName | null>(null);
  const refusal = useCommandRefusal(migration);
  const offered = commandOrder.filter((name) => migration.allowed.includes(name));
  return (
    <>
      {offered.length > 0 && (
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t('command.group')}</legend>
          {offered.map((name) => {
            const Icon = icons[name];
            return (
              <Button
                key={name}
                data-command={name}
                variant={primary.has(name) ? 'primary' : dangerous.has(name) ? 'danger' : 'secondary'}
                disabled={refusal !== null}
                title={refusal === null ? undefined : t(`command.${refusal}`)}
                onClick={() => setAsked(name)}
              >
                <Icon aria-hidden className="size-4" />
                {t(`command.${name}`)}
              </Button>
            );
          })}
        </fieldset>
      )}
      {asked && <ConfirmCommand key={asked} name={asked} migration={migration} onClose={() => setAsked(null)} />}
    </>
  );
}
