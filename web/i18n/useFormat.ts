import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatRate } from '../format/bytes.ts';
import { formatDuration } from '../format/duration.ts';
import { formatClock, formatLocal } from '../format/time.ts';

/** Numbers, sizes and times in the reader's language. */
export function useFormat() {
  const { language } = useTranslation().i18n;
  return useMemo(() => {
    const locale = regionOf(language);
    return {
      language,
      bytes: (bytes: number) => formatBytes(bytes, locale),
      rate: (bytesPerSecond: number) => formatRate(bytesPerSecond, locale),
      duration: (ms: number) => formatDuration(ms, locale),
      percent: (part: number) => part.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 }),
      count: (value: number) => value.toLocaleString(locale),
      local: (iso: string) => formatLocal(iso, locale),
      clock: (iso: string) => formatClock(iso, locale),
    };
  }, [language]);
}

/** The reader's own habits of writing dates, where they belong to the chosen language: en-GB for en. */
function regionOf(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}
