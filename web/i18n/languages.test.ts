import { expect, test } from 'vitest';
import type { Language } from './languages.ts';
import { languages, loadFirstTexts, loadPageTexts, matchLanguage } from './languages.ts';

type Tree = { [key: string]: string | Tree };

function flatten(texts: Tree, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : Object.entries(flatten(value, `${prefix}${key}.`)),
    ),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

async function loadTexts(language: Language) {
  const [first, pages] = await Promise.all([loadFirstTexts(language), loadPageTexts(language)]);
  return { ...first, ...pages };
}

const reference = flatten(await loadTexts('en'));

test('no text of a page stands in for one that is loaded first', async () => {
  const [first, pages] = [await loadFirstTexts('en'), await loadPageTexts('en')];
  expect(Object.keys(pages).filter((key) => key in first)).toEqual([]);
});

test.each(languages)('%s has every text, none of them empty, and no other', async (language) => {
  const texts = flatten(await loadTexts(language));
  expect(Object.keys(texts).sort()).toEqual(Object.keys(reference).sort());
  expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
});

test.each(languages)('%s says the same values as English', async (language) => {
  const texts = flatten(await loadTexts(language));
  for (const [key, text] of Object.entries(reference)) {
    expect(placeholders(texts[key] ?? ''), key).toEqual(placeholders(text));
  }
});

test.each(['zh-TW', 'zh-CN'] as const)('%s is translated, but for names', async (language) => {
  const texts = flatten(await loadTexts(language));
  const same = Object.keys(reference).filter((key) => texts[key] === reference[key]);
  expect(same).toEqual(['app.name', 'nav.temporal', 'migration.hardwareChoice.virtio']);
});

test.each([
  [['en-GB', 'de'], 'en'],
  [['zh-HK'], 'zh-TW'],
  [['zh-Hant-TW'], 'zh-TW'],
  [['zh-SG'], 'zh-CN'],
  [['de-DE', 'zh-CN'], 'zh-CN'],
  [['fr'], 'en'],
])('a reader who prefers %j gets %s', (preferred, language) => {
  expect(matchLanguage(preferred)).toBe(language);
});
