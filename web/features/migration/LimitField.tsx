import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput } from '../../../contract/command.ts';
import { fieldClass } from '../../components/field.ts';

const mebibyte = 1024 * 1024;

/** What a migration may read a second, in MiB/s, or as much as it can; tells undefined while neither was chosen. */
export function LimitField({ onChange }: { onChange(input: CommandInput | undefined): void }) {
  const { t } = useTranslation();
  const id = useId();
  const [unlimited, setUnlimited] = useState(false);
  const [text, setText] = useState('');
  const tell = (none: boolean, rate: string) => {
    const bytesPerSecond = Math.round(Number(rate) * mebibyte);
    if (none) onChange({ bytesPerSecond: null });
    else onChange(bytesPerSecond > 0 ? { bytesPerSecond } : undefined);
  };
  return (
    <div className="space-y-2">
      <label htmlFor={id} className="block font-medium">
        {t('command.limitRate')}
      </label>
      <input
        id={id}
        type="number"
        min="0.1"
        step="any"
        value={text}
        disabled={unlimited}
        onChange={({ target }) => {
          setText(target.value);
          tell(unlimited, target.value);
        }}
        className={fieldClass}
      />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={unlimited}
          onChange={({ target }) => {
            setUnlimited(target.checked);
            tell(target.checked, text);
          }}
          className="accent-accent"
        />
        {t('command.unlimited')}
      </label>
    </div>
  );
}
