import { z } from 'zod';
import {
  defaultSettings,
  type SettingKey,
  type Settings,
  settingFacts,
  settingGroupSchema,
  settingKeySchema,
  settingKeys,
  settingsSchema,
  settingUnitSchema,
} from './settings.ts';

/** Settings with what a person needs to decide on them, and the history of their changes. */

const value = z.unknown().meta({ description: 'Of the type that `Settings` gives the key.' });
const bound = z.number().int().nullable().meta({ description: 'Null: the setting is no number.' });

export const settingEntrySchema = z
  .object({
    key: settingKeySchema,
    group: settingGroupSchema,
    unit: settingUnitSchema.nullable().meta({ description: 'What the number counts; null: it is no number.' }),
    description: z.string(),
    value,
    default: value,
    isDefault: z.boolean(),
    least: bound,
    most: bound,
    nullable: z.boolean().meta({ description: 'Whether null is a value.' }),
    changedAt: z.string().nullable().meta({ description: 'Null: never changed since history is kept.' }),
    changedBy: z.string().nullable(),
  })
  .meta({ id: 'SettingEntry' });
export type SettingEntry = z.infer<typeof settingEntrySchema>;

export const settingListSchema = z
  .object({
    revision: z.number().int().meta({ description: 'Of all settings together; rises with each change.' }),
    items: z.array(settingEntrySchema),
  })
  .meta({ id: 'SettingList' });
export type SettingList = z.infer<typeof settingListSchema>;

export const settingChangeSchema = z
  .object({
    id: z.string(),
    at: z.string(),
    actor: z.string().meta({ description: 'Name of the user.' }),
    key: z.string().meta({ description: 'May be a setting of an earlier release.' }),
    before: value,
    after: value,
    reset: z.boolean().meta({ description: 'The setting went back to its default, and follows it from then on.' }),
  })
  .meta({ id: 'SettingChange' });
export type SettingChange = z.infer<typeof settingChangeSchema>;

export type LastChange = Pick<SettingChange, 'at' | 'actor'>;

/** Every setting with its explanation. @param set keys that somebody has given a value */
export function settingEntries(
  settings: Settings,
  set: ReadonlySet<SettingKey>,
  lastChanges: ReadonlyMap<string, LastChange>,
): SettingEntry[] {
  return settingKeys.map((key) => {
    const last = lastChanges.get(key);
    return {
      key,
      ...settingFacts[key],
      description: settingsSchema.shape[key].meta()?.description ?? '',
      value: settings[key],
      default: defaultSettings[key],
      isDefault: !set.has(key),
      ...boundsOf(key),
      changedAt: last?.at ?? null,
      changedBy: last?.actor ?? null,
    };
  });
}

function boundsOf(key: SettingKey): Pick<SettingEntry, 'least' | 'most' | 'nullable'> {
  const schema: z.ZodType = settingsSchema.shape[key];
  const nullable = schema instanceof z.ZodNullable;
  const inner = nullable ? schema.unwrap() : schema;
  if (!(inner instanceof z.ZodNumber)) return { least: null, most: null, nullable };
  return { least: inner.minValue, most: inner.maxValue, nullable };
}
