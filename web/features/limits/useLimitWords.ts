import { useTranslation } from 'react-i18next';
import { useWeekdays } from '../../components/useWeekdays.ts';
import type { CalendarDraft, LimitsDraft, WindowDraft } from './limitsDraft.ts';

/** Fields of the limits and their values, as the form says them. @param connectionName by id */
export function useLimitWords(connectionName: (id: string) => string) {
  const { t } = useTranslation();
  const weekdays = useWeekdays();
  const rate = (text: string) => (text === '' ? t('settings.noLimit') : `${text} MiB/s`);
  const window = ({ days, from, to, rate: own }: WindowDraft) =>
    `${days.map((day) => weekdays[day - 1]?.label ?? '').join(' ')} ${from}–${to}: ${rate(own)}`;
  const windows = (all: WindowDraft[]) => all.map(window).join('; ');
  const fields = {
    rate: t('limits.rate'),
    timeZone: t('schedules.timeZone'),
    windows: t('limits.windows'),
  } satisfies Record<keyof CalendarDraft, string>;
  return {
    nameOf([part = '', ...inner]: string[]): string {
      if (part === 'reads') return `${t('limits.reads')} · ${t(`limits.${inner[0] as keyof LimitsDraft['reads']}`)}`;
      const id = part === 'connections' ? inner[0] : undefined;
      const place = id === undefined ? t('limits.all') : t('limits.ownMark', { name: connectionName(id) });
      const field = inner[id === undefined ? 0 : 1];
      return field === undefined ? place : `${place} · ${fields[field as keyof CalendarDraft]}`;
    },
    wordsOf([part = '', ...inner]: string[], value: unknown): string | undefined {
      if (part === 'reads') return undefined;
      const field = inner[part === 'connections' ? 1 : 0];
      if (field === 'windows') return windows(value as WindowDraft[]);
      if (field !== undefined) return undefined;
      // A whole calendar that somebody has given or taken away.
      const calendar = value as CalendarDraft;
      return [rate(calendar.rate), calendar.timeZone, windows(calendar.windows)].filter(Boolean).join('; ');
    },
  };
}
