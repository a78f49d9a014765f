import { Languages } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ChoiceMenu } from '../components/Menu.tsx';
import { chooseLanguage } from './i18n.ts';
import { languageNames, languages } from './languages.ts';

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <ChoiceMenu
      label={t('language.label')}
      icon={<Languages aria-hidden className="size-4" />}
      value={languages.find((language) => language === i18n.language) ?? 'en'}
      choices={languages.map((value) => ({ value, label: languageNames[value] }))}
      onChoose={(language) => void chooseLanguage(language)}
    />
  );
}
