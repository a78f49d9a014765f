import { z } from 'zod';
import { limitsSchema, noLimits } from './limits.ts';

/** Settings of the instance: what an administrator may change while it runs, each by its name. */

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

/** Strict: a name that is no setting is refused, not passed over. */
export const settingsSchema = z
  .strictObject({
    sessionHours: whole(1, 168).meta({ description: 'How long a login holds; counts from the next login on.' }),
    sessionIdleMinutes: whole(5, 1440).meta({
      description: 'A session of the console that is not used for so long ends.',
    }),
    accessTokenMinutes: whole(1, 60).meta({ description: 'How long an access token of an API client holds.' }),
    refreshDays: whole(1, 365).meta({
      description: 'How long an API client may refresh its access tokens after its login.',
    }),
    apiTokenDays: whole(1, 3650).meta({ description: 'How far ahead the end of a new API token may lie.' }),
    loginFailuresPerMinute: whole(1, 1000).meta({
      description: 'Failed logins from one address that are answered within a minute; more are refused unseen.',
    }),
    readsPerMinute: whole(60, 1_000_000).nullable().meta({
      description: 'Reading requests (GET) of one login, or of one address without a login; null: no limit.',
    }),
    commandsPerMinute: whole(10, 1_000_000).nullable().meta({
      description: 'Requests of one login, or of one address without a login, that change something or ask a platform.',
    }),
    artifactLinkMinutes: whole(1, 1440).meta({ description: 'How long a link in the list of artifacts holds.' }),
    snapshotMaximumAgeHours: whole(1, 8760).meta({
      description:
        'A snapshot of ours that stands for longer is given up, and its round goes on from a new one. For migrations whose plan does not say.',
    }),
    datastoreMinimumFreePercent: whole(0, 90).meta({
      description:
        'Free room of each datastore of a VM below which no snapshot is taken, and one that stands is given up. For migrations whose plan does not say.',
    }),
    inventoryMinutes: whole(1, 1440).meta({ description: 'How often the inventory of every source is read anew.' }),
    housekeepingMinutes: whole(5, 1440).meta({
      description: 'How often leftovers of ended migrations and old images are looked for and removed.',
    }),
    artifactDays: whole(1, 365).meta({
      description:
        'How long images and unfinished uploads of ended migrations are kept. Certificates are never removed.',
    }),
    residueDays: whole(1, 365).meta({
      description:
        'How long after its end housekeeping and the residue report go on looking for what a migration left.',
    }),
    limits: limitsSchema.meta({ description: 'What may be read from sources, and when; applied within a second.' }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const settingsChangeSchema = settingsSchema.partial().meta({ id: 'SettingsChange' });

export const settingKeys = Object.keys(settingsSchema.shape) as SettingKey[];
export const settingKeySchema = z.enum(settingKeys as [SettingKey, ...SettingKey[]]).meta({ id: 'SettingKey' });

export const defaultSettings: Settings = {
  sessionHours: 12,
  sessionIdleMinutes: 60,
  accessTokenMinutes: 15,
  refreshDays: 30,
  apiTokenDays: 365,
  loginFailuresPerMinute: 10,
  readsPerMinute: 3000,
  commandsPerMinute: 600,
  artifactLinkMinutes: 60,
  snapshotMaximumAgeHours: 24,
  datastoreMinimumFreePercent: 5,
  inventoryMinutes: 15,
  housekeepingMinutes: 30,
  artifactDays: 7,
  residueDays: 30,
  limits: noLimits,
};

export const settingGroupSchema = z.enum(['access', 'requests', 'migrations', 'upkeep', 'reading']);
export const settingUnitSchema = z.enum(['minutes', 'hours', 'days', 'percent', 'per-minute']);
export type SettingGroup = z.infer<typeof settingGroupSchema>;
export const settingGroups = settingGroupSchema.options;
export type SettingUnit = z.infer<typeof settingUnitSchema>;

/** Where a setting belongs, and what its number counts; null: it is no number. */
export const settingFacts: Record<SettingKey, { group: SettingGroup; unit: SettingUnit | null }> = {
  sessionHours: { group: 'access', unit: 'hours' },
  sessionIdleMinutes: { group: 'access', unit: 'minutes' },
  accessTokenMinutes: { group: 'access', unit: 'minutes' },
  refreshDays: { group: 'access', unit: 'days' },
  apiTokenDays: { group: 'access', unit: 'days' },
  artifactLinkMinutes: { group: 'access', unit: 'minutes' },
  loginFailuresPerMinute: { group: 'requests', unit: 'per-minute' },
  readsPerMinute: { group: 'requests', unit: 'per-minute' },
  commandsPerMinute: { group: 'requests', unit: 'per-minute' },
  snapshotMaximumAgeHours: { group: 'migrations', unit: 'hours' },
  datastoreMinimumFreePercent: { group: 'migrations', unit: 'percent' },
  inventoryMinutes: { group: 'upkeep', unit: 'minutes' },
  housekeepingMinutes: { group: 'upkeep', unit: 'minutes' },
  artifactDays: { group: 'upkeep', unit: 'days' },
  residueDays: { group: 'upkeep', unit: 'days' },
  limits: { group: 'reading', unit: null },
};
