import { defaultSettings, type Settings } from '../../contract/settings.ts';
import type { SettingsSource } from '../../ports/settings.ts';
import type { Database } from '../../prisma/database.ts';
import { readSettings } from '../../prisma/queries/settings.ts';

const freshMs = 1000;

/**
 * Settings that every request asks for, read at most once a second: so long a change may take to count. While the
 * database does not answer, what was known last holds.
 */
export function recentSettings({ prisma }: Database): SettingsSource {
  let known: Settings = defaultSettings;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  return {
    async read() {
      if (performance.now() - readAt < freshMs) return known;
      reading ??= readSettings(prisma)
        .then((settings) => {
          known = settings;
          readAt = performance.now();
        })
        .catch(() => undefined)
        .finally(() => {
          reading = undefined;
        });
      await reading;
      return known;
    },
  };
}
