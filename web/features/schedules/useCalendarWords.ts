import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../contract/schedule.ts';
import { useWeekdays } from '../../components/useWeekdays.ts';

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

/** Calendars and windows in the reader's language; times of the clock stay as they are written. */
export function useCalendarWords() {
  const { t } = useTranslation();
  const weekdays = useWeekdays();
  const list = (words: string[]) => words.join(', ');
  const names = (days: number[]) => list(days.map((day) => weekdays[day - 1]?.label ?? ''));
  const weeks = ordinals.map((name, index) => ({
    ...{ value: index + 1, label: t(`schedules.week.${name}`), long: t('schedules.weekLong', { week: index + 1 }) },
  }));
  return {
    ...{ weekdays, weeks },
    calendar({ calendar }: Pick<Schedule, 'calendar'>): string {
      const { at } = calendar;
      if (calendar.every === 'once') return t('schedules.onceWords', { date: calendar.on, at });
      if (calendar.every === 'month') return t('schedules.monthWords', { days: list(calendar.days.map(String)), at });
      const days = names(calendar.days);
      if (calendar.weeks === undefined) return t('schedules.weekWords', { days, at });
      const which = list(calendar.weeks.map((week) => weeks[week - 1]?.label ?? ''));
      return t('schedules.nthWords', { which, days, at });
    },
    cutover({ cutover }: Pick<Schedule, 'cutover'>): string {
      if (cutover.mode !== 'window') return t(`schedules.cutoverMode.${cutover.mode}`);
      const { days, from, to } = cutover.window;
      const window = `${names(days)} ${from}–${to}`;
      const seconds = cutover.downtimeBudgetSeconds;
      return seconds === undefined ? window : t('schedules.windowBudgetWords', { window, seconds });
    },
  };
}
