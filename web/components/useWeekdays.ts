import { useTranslation } from 'react-i18next';

/** A Monday. */
const monday = Date.UTC(2024, 0, 1, 12);

/** Monday (1) to Sunday (7) in the reader's language. */
export function useWeekdays(): { value: number; label: string; long: string }[] {
  const { i18n } = useTranslation();
  const named = (day: number, weekday: 'short' | 'long') =>
    new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: 'UTC' }).format(monday + (day - 1) * 86_400_000);
  return [1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: named(value, 'short'), long: named(value, 'long') }));
}
