import type { Settings } from '../contract/settings.ts';

/** Where processes read what an administrator has set. It may change from one call to the next. */
export interface SettingsSource {
  read(): Promise<Settings>;
}
