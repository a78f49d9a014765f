import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, languages, loadFirstTexts, loadPageTexts, matchLanguage } from './languages.ts';

const key = 'drover.language';

function chosenLanguage(): Language {
  const stored = localStorage.getItem(key);
  return languages.find((language) => language === stored) ?? matchLanguage(navigator.languages);
}

const started = Promise.withResolvers<void>();

/** Languages whose texts of the other pages are there, or on their way. */
const wholeLanguages = new Map<Language, Promise<void>>();

/** Call before the first render: texts are there when it happens. */
export async function startTexts(): Promise<void> {
  const language = chosenLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await loadFirstTexts(language) } },
    // React escapes already.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
  started.resolve();
}

/** For what is not loaded first: its texts are fetched beside it. */
export function withPageTexts<T>(load: () => Promise<T>): () => Promise<T> {
  // The router asks for the first page before anything is drawn, and before the language is known.
  return async () => (await Promise.all([load(), started.promise.then(() => pageTexts())]))[0];
}

function pageTexts(language = currentLanguage()): Promise<void> {
  const known = wholeLanguages.get(language);
  if (known !== undefined) return known;
  const loading = loadPageTexts(language).then((texts) => {
    i18next.addResourceBundle(language, 'translation', texts, true);
  });
  wholeLanguages.set(language, loading);
  // Without a connection now, there may be one the next time.
  loading.catch(() => wholeLanguages.delete(language));
  return loading;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await loadFirstTexts(language));
  }
  await pageTexts(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function currentLanguage(): Language {
  return languages.find((language) => language === i18next.language) ?? 'en';
}
