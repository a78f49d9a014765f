import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, languages, loadTexts, matchLanguage } from './languages.ts';

const key = 'drover.language';

function chosenLanguage(): Language {
  const stored = localStorage.getItem(key);
  return languages.find((language) => language === stored) ?? matchLanguage(navigator.languages);
}

/** Call before the first render: texts are there when it happens. */
export async function startTexts(): Promise<void> {
  const language = chosenLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await loadTexts(language) } },
    // React escapes already.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await loadTexts(language));
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
