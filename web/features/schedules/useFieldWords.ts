import { useTranslation } from 'react-i18next';
import type { ScheduleDraft } from './scheduleDraft.ts';
import { useCalendarWords } from './useCalendarWords.ts';

/** Fields of a schedule and their values, as the form says them. */
export function useFieldWords() {
  const { t } = useTranslation();
  const { weekdays, weeks } = useCalendarWords();
  const named = (choices: { value: number; label: string }[], chosen: number[]) =>
    chosen.map((one) => choices.find(({ value }) => value === one)?.label ?? one).join(', ');
  const words: { [F in keyof ScheduleDraft]?: (value: ScheduleDraft[F]) => string } = {
    vms: (vms) => (vms === null ? t('schedules.allVms') : t('plans.vms', { count: vms.length })),
    every: (every) => t(`schedules.everyChoice.${every}`),
    days: (days) => named(weekdays, days),
    weeks: (which) => named(weeks, which),
    windowDays: (days) => named(weekdays, days),
    cutover: (mode) => t(`schedules.cutoverMode.${mode}`),
    overlap: (overlap) => t(`schedules.overlapChoice.${overlap}`),
  };
  return {
    nameOf: ([field = '']: string[]) => t(`schedules.field.${field as keyof ScheduleDraft}`),
    // The value is that of the field: both come out of one draft.
    wordsOf: ([field = '']: string[], value: unknown) => words[field as keyof ScheduleDraft]?.(value as never),
  };
}
