import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingEntries } from '../../../contract/settingEntry.ts';
import { defaultSettings, type SettingKey, settingsSchema } from '../../../contract/settings.ts';
import { changedKeys, changeOf, draftOf, isNumber, numberOf, wrongKeys } from './settingDraft.ts';

const items = settingEntries(defaultSettings, new Set(), new Map());
const numbers = items.filter(isNumber);
const untouched = draftOf({ items });

test('the form takes exactly what the contract takes, and says so before anything is sent', () => {
  const text = fc.oneof(fc.integer({ min: -5, max: 2_000_000 }).map(String), fc.constantFrom('', 'ten', '1.5', '1e3'));
  fc.assert(
    fc.property(fc.constantFrom(...numbers), text, (entry, typed) => {
      const parsed = settingsSchema.shape[entry.key].safeParse(typed === '' ? null : Number(typed));
      const plain = typed === '' || /^\d+$/.test(typed);
      expect(numberOf(entry, typed)).toBe(parsed.success && plain ? parsed.data : undefined);
      const draft = { ...untouched, [entry.key]: typed };
      expect(wrongKeys(items, draft)).toEqual(parsed.success && plain ? [] : [entry.key]);
    }),
  );
});

test('only what was edited is sent', () => {
  const edited = { ...untouched, inventoryMinutes: ' 20', readsPerMinute: '' };
  expect(changedKeys(items, untouched)).toEqual([]);
  expect(changedKeys(items, edited)).toEqual(['readsPerMinute', 'inventoryMinutes'] satisfies SettingKey[]);
  expect(changeOf(items, edited, untouched)).toEqual({ inventoryMinutes: 20, readsPerMinute: null });
});
