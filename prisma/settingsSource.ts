import type { SettingsSource } from '../ports/settings.ts';
import type { Database } from './database.ts';
import { readSettings } from './queries/settings.ts';

/** Settings out of the database, read anew each time. */
export function createSettingsSource({ prisma }: Database): SettingsSource {
  return { read: () => readSettings(prisma) };
}
