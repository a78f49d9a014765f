import { CalendarPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/TextField.tsx';
import { TimeZoneField } from '../../components/TimeZoneField.tsx';
import { type CalendarDraft, newWindow } from './limitsDraft.ts';
import { WindowFields } from './WindowFields.tsx';

interface CalendarFieldsProps {
  draft: CalendarDraft;
  onChange(part: Partial<CalendarDraft>): void;
  /** By the field's name within the calendar. */
  errorOf(field: string): string | null;
}

/** How much may be read at most, and in which hours of the week it is less. */
export function CalendarFields({ draft, onChange, errorOf }: CalendarFieldsProps) {
  const { t } = useTranslation();
  const { windows } = draft;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('limits.rate')}
          inputMode="decimal"
          autoComplete="off"
          placeholder={t('settings.noLimit')}
          value={draft.rate}
          error={errorOf('rate')}
          hint={t('limits.rateHint')}
          onChange={(rate) => onChange({ rate })}
        />
        <TimeZoneField
          label={t('schedules.timeZone')}
          value={draft.timeZone}
          onChange={(timeZone) => onChange({ timeZone })}
        />
      </div>
      {windows.map((window, index) => (
        <WindowFields
          // Windows have no identity but their place: a removed one takes its fields with it.
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields keep no state of their own
          key={index}
          draft={window}
          number={index + 1}
          errorOf={(field) => errorOf(`windows.${index}.${field}`)}
          onChange={(part) => onChange({ windows: windows.with(index, { ...window, ...part }) })}
          onRemove={() => onChange({ windows: windows.toSpliced(index, 1) })}
        />
      ))}
      <Button small disabled={windows.length >= 100} onClick={() => onChange({ windows: [...windows, newWindow()] })}>
        <CalendarPlus aria-hidden className="size-3.5" />
        {t('limits.addWindow')}
      </Button>
    </>
  );
}
