import { History, Pencil, RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Limits } from '../../../contract/limits.ts';
import type { SettingEntry } from '../../../contract/settingEntry.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { fieldClass } from '../../components/field.ts';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { LimitSummary } from './LimitSummary.tsx';
import { useSettingValue, useUnit } from './useSettingValue.ts';

interface SettingRowProps {
  entry: SettingEntry;
  /** What is in the input; undefined: the setting has none. */
  text: string | undefined;
  wrong: boolean;
  disabled: boolean;
  onChange(text: string): void;
  onHistory(): void;
  onReset?: () => void;
  /** Of a setting that is more than a number. */
  onEdit?: () => void;
}

export function SettingRow({ entry, text, wrong, disabled, onChange, onHistory, onReset, onEdit }: SettingRowProps) {
  const { t } = useTranslation();
  const valueText = useSettingValue();
  const unitOf = useUnit();
  const { count } = useFormat();
  const id = useId();
  const { key, unit, least, most, nullable } = entry;
  const name = t(`settings.name.${key}`);
  const bounds = { least: count(least ?? 0), most: count(most ?? 0) };
  return (
    <li data-setting={key} className="grid gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[1fr_16rem]">
      <div className="min-w-0 space-y-1">
        {text === undefined ? (
          <p className="font-medium">{name}</p>
        ) : (
          <label htmlFor={id} className="block font-medium">
            {name}
          </label>
        )}
        <p id={`${id}-explained`} className="text-sm text-muted">
          {t(`settings.explain.${key}`)}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          <span>
            {t('settings.default', {
              value: key === 'limits' ? t('settings.noLimit') : valueText(entry, entry.default),
            })}
          </span>
          {entry.changedAt && (
            <span>
              {t('settings.changedBy', { who: entry.changedBy ?? '' })} <Time iso={entry.changedAt} />
            </span>
          )}
        </p>
      </div>
      <div className="space-y-1.5">
        <div className="flex items-center gap-2">
          {text !== undefined && (
            <>
              <input
                id={id}
                inputMode="numeric"
                autoComplete="off"
                value={text}
                disabled={disabled}
                placeholder={nullable ? t('settings.noLimit') : undefined}
                aria-invalid={wrong || undefined}
                aria-describedby={cx(`${id}-explained`, wrong && `${id}-wrong`)}
                onChange={({ target }) => onChange(target.value)}
                className={cx(fieldClass, 'text-right tabular-nums')}
              />
              {unit && <span className="w-24 shrink-0 text-sm text-muted">{unitOf(unit)}</span>}
            </>
          )}
          {key === 'limits' && <LimitSummary limits={entry.value as Limits} />}
        </div>
        {wrong && (
          <p id={`${id}-wrong`} className="text-xs text-bad">
            {t(nullable ? 'settings.wrongOrNone' : 'settings.wrong', bounds)}
          </p>
        )}
        <div className="flex gap-1">
          {onEdit && (
            <Button small aria-label={t('settings.editOf', { name })} onClick={onEdit}>
              <Pencil aria-hidden className="size-3.5" />
              {t('settings.edit')}
            </Button>
          )}
          <Button small variant="ghost" aria-label={t('settings.historyOf', { name })} onClick={onHistory}>
            <History aria-hidden className="size-3.5" />
            {t('settings.history')}
          </Button>
          {onReset && (
            <Button small variant="ghost" aria-label={t('settings.resetOf', { name })} onClick={onReset}>
              <RotateCcw aria-hidden className="size-3.5" />
              {t('settings.reset')}
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
