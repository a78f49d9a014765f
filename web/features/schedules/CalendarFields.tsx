import { useTranslation } from 'react-i18next';
import { DayPicker } from '../../components/DayPicker.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { TimeZoneField } from '../../components/TimeZoneField.tsx';
import type { ScheduleDraft } from './scheduleDraft.ts';
import { useCalendarWords } from './useCalendarWords.ts';

export interface PartProps {
  draft: ScheduleDraft;
  onChange(part: Partial<ScheduleDraft>): void;
  errorOf(field: string): string | null;
}

/** When it runs, by the clock of which zone. */
export function CalendarFields({ draft, onChange, errorOf }: PartProps) {
  const { t } = useTranslation();
  const words = useCalendarWords();
  const { every, timeZone } = draft;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t('schedules.every')}
          value={every}
          options={(['once', 'week', 'month'] as const).map((value) => ({
            ...{ value, label: t(`schedules.everyChoice.${value}`) },
          }))}
          onChange={(value) => onChange({ every: value as ScheduleDraft['every'] })}
        />
        <TimeZoneField
          label={t('schedules.timeZone')}
          value={timeZone}
          error={errorOf('timeZone')}
          onChange={(zone) => onChange({ timeZone: zone })}
        />
        {every === 'once' && (
          <TextField
            label={t('schedules.on')}
            type="date"
            value={draft.on}
            error={errorOf('on')}
            onChange={(on) => onChange({ on })}
          />
        )}
        {every === 'month' && (
          <TextField
            label={t('schedules.monthDays')}
            value={draft.monthDays}
            error={errorOf('monthDays')}
            hint={t('schedules.monthDaysHint')}
            onChange={(monthDays) => onChange({ monthDays })}
          />
        )}
        <TextField
          label={t('schedules.at')}
          type="time"
          value={draft.at}
          error={errorOf('at')}
          onChange={(at) => onChange({ at })}
        />
      </div>
      {every === 'week' && (
        <>
          <DayPicker
            label={t('schedules.days')}
            choices={words.weekdays}
            value={draft.days}
            error={errorOf('days')}
            onChange={(days) => onChange({ days })}
          />
          <DayPicker
            label={t('schedules.weeks')}
            choices={words.weeks}
            value={draft.weeks}
            hint={t('schedules.weeksHint')}
            onChange={(weeks) => onChange({ weeks })}
          />
        </>
      )}
    </>
  );
}
