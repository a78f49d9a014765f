import type { FirstTexts, PageTexts } from './en.ts';

export const languages = ['en', 'zh-TW', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** Each in its own words. */
export const languageNames: Record<Language, string> = { en: 'English', 'zh-TW': '繁體中文', 'zh-CN': '简体中文' };

/** Of what is loaded first. Only the chosen language is fetched. */
export async function loadFirstTexts(language: Language): Promise<FirstTexts> {
  switch (language) {
    case 'en':
      return (await import('./en.ts')).en;
    case 'zh-TW':
      return (await import('./zhTW.ts')).zhTW;
    case 'zh-CN':
      return (await import('./zhCN.ts')).zhCN;
  }
}

/** Of the other pages. */
export async function loadPageTexts(language: Language): Promise<PageTexts> {
  switch (language) {
    case 'en':
      return (await import('./en/pages.ts')).pages;
    case 'zh-TW':
      return (await import('./zhTW/pages.ts')).pages;
    case 'zh-CN':
      return (await import('./zhCN/pages.ts')).pages;
  }
}

/** The best of ours for what a reader prefers, e.g. from `navigator.languages`. */
export function matchLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred.map((each) => each.toLowerCase())) {
    if (tag.startsWith('en')) return 'en';
    if (/^zh(-hant|-tw|-hk|-mo)/.test(tag)) return 'zh-TW';
    if (tag.startsWith('zh')) return 'zh-CN';
  }
  return 'en';
}
