import { useTranslation } from 'react-i18next';
import { DayPicker } from '../../components/DayPicker.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { PartProps } from './CalendarFields.tsx';
import type { ScheduleDraft } from './scheduleDraft.ts';
import { useCalendarWords } from './useCalendarWords.ts';

/** When what it starts may cut over. */
export function WindowFields({ draft, onChange, errorOf }: PartProps) {
  const { t } = useTranslation();
  const words = useCalendarWords();
  return (
    <>
      <SelectField
        label={t('migration.cutover')}
        value={draft.cutover}
        options={(['plan', 'hold', 'window'] as const).map((value) => ({
          ...{ value, label: t(`schedules.cutoverMode.${value}`) },
        }))}
        onChange={(cutover) => onChange({ cutover: cutover as ScheduleDraft['cutover'] })}
      />
      {draft.cutover === 'window' && (
        <>
          <DayPicker
            label={t('schedules.windowDays')}
            choices={words.weekdays}
            value={draft.windowDays}
            error={errorOf('windowDays')}
            hint={t('schedules.windowHint')}
            onChange={(windowDays) => onChange({ windowDays })}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('schedules.windowFrom')}
              type="time"
              value={draft.windowFrom}
              error={errorOf('windowFrom')}
              onChange={(windowFrom) => onChange({ windowFrom })}
            />
            <TextField
              label={t('schedules.windowTo')}
              type="time"
              value={draft.windowTo}
              error={errorOf('windowTo')}
              onChange={(windowTo) => onChange({ windowTo })}
            />
          </div>
          <TextField
            label={t('plans.budget')}
            inputMode="numeric"
            value={draft.windowBudget}
            error={errorOf('windowBudget')}
            hint={t('schedules.budgetHint')}
            onChange={(windowBudget) => onChange({ windowBudget })}
          />
        </>
      )}
    </>
  );
}
