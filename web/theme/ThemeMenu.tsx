import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ChoiceMenu } from '../components/Menu.tsx';
import { chooseTheme, themeChoices, useThemeChoice } from './theme.ts';

const icons = { light: Sun, dark: Moon, system: Monitor };

export function ThemeMenu() {
  const { t } = useTranslation();
  const choice = useThemeChoice();
  const Current = icons[choice];
  const choices = themeChoices.map((value) => {
    const Icon = icons[value];
    return { value, label: t(`theme.${value}`), icon: <Icon aria-hidden className="size-4 text-muted" /> };
  });
  return (
    <ChoiceMenu
      label={t('theme.label')}
      icon={<Current aria-hidden className="size-4" />}
      value={choice}
      choices={choices}
      onChoose={chooseTheme}
    />
  );
}
