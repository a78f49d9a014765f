import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';
import { DayPicker } from '../../components/DayPicker.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useWeekdays } from '../../components/useWeekdays.ts';
import type { WindowDraft } from './limitsDraft.ts';

interface WindowFieldsProps {
  draft: WindowDraft;
  /** As it is counted for people, from 1. */
  number: number;
  onChange(part: Partial<WindowDraft>): void;
  onRemove(): void;
  errorOf(field: string): string | null;
}

/** Hours of the week with a rate of their own. */
export function WindowFields({ draft, number, onChange, onRemove, errorOf }: WindowFieldsProps) {
  const { t } = useTranslation();
  const title = t('limits.window', { number });
  return (
    <fieldset className="min-w-0 space-y-3 rounded-lg border border-line p-3" data-window={number}>
      <legend className="px-1 font-medium">{title}</legend>
      <DayPicker
        label={t('schedules.days')}
        choices={useWeekdays()}
        value={draft.days}
        error={errorOf('days')}
        onChange={(days) => onChange({ days })}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label={t('schedules.windowFrom')}
          type="time"
          value={draft.from}
          error={errorOf('from')}
          onChange={(from) => onChange({ from })}
        />
        <TextField
          label={t('schedules.windowTo')}
          type="time"
          value={draft.to}
          error={errorOf('to')}
          onChange={(to) => onChange({ to })}
        />
        <TextField
          label={t('limits.windowRate')}
          inputMode="decimal"
          autoComplete="off"
          value={draft.rate}
          error={errorOf('rate')}
          hint={draft.rate.trim() === '0' ? t('limits.blackout') : t('limits.blackoutHint')}
          onChange={(rate) => onChange({ rate })}
        />
      </div>
      <Button small variant="ghost" aria-label={t('limits.removeOf', { name: title })} onClick={onRemove}>
        <Trash2 aria-hidden className="size-3.5" />
        {t('limits.remove')}
      </Button>
    </fieldset>
  );
}
