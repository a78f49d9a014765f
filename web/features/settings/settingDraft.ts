import type { SettingEntry, SettingList } from '../../../contract/settingEntry.ts';
import type { SettingKey, Settings } from '../../../contract/settings.ts';

/** What is in the form's inputs, by setting. Settings that are no number are not in it. */
export type SettingDraft = { [key in SettingKey]?: string };

export function draftOf({ items }: Pick<SettingList, 'items'>): SettingDraft {
  return Object.fromEntries(items.filter(isNumber).map(({ key, value }) => [key, textOf(value)]));
}

export function isNumber({ least }: SettingEntry): boolean {
  return least !== null;
}

/** Null where there may be none is an empty input. */
function textOf(value: unknown): string {
  return value === null ? '' : String(value);
}

/** Undefined: the input holds no value that the setting takes. */
export function numberOf({ least, most, nullable }: SettingEntry, text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return nullable ? null : undefined;
  if (!/^\d{1,9}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value >= (least ?? 0) && value <= (most ?? value) ? value : undefined;
}

/** Settings whose input holds another value than the setting has. */
export function changedKeys(items: SettingEntry[], draft: SettingDraft): SettingKey[] {
  return keysWhere(items, draft, (value, entry) => value !== entry.value);
}

export function wrongKeys(items: SettingEntry[], draft: SettingDraft): SettingKey[] {
  return keysWhere(items, draft, (value) => value === undefined);
}

function keysWhere(
  items: SettingEntry[],
  draft: SettingDraft,
  fits: (value: number | null | undefined, entry: SettingEntry) => boolean,
): SettingKey[] {
  return items.flatMap((entry) => {
    const text = draft[entry.key];
    return text !== undefined && fits(numberOf(entry, text), entry) ? [entry.key] : [];
  });
}

/** What is sent. @param base of the version that the edit is based on */
export function changeOf(items: SettingEntry[], draft: SettingDraft, base: SettingDraft): Partial<Settings> {
  const edited = items.filter(({ key }) => draft[key] !== undefined && draft[key] !== base[key]);
  return Object.fromEntries(edited.map((entry) => [entry.key, numberOf(entry, draft[entry.key] ?? '')]));
}
