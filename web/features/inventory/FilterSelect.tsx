import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';

interface FilterSelectProps {
  label: string;
  value: string | undefined;
  options: Record<string, string>;
  onChange(value: string | undefined): void;
}

/** Small; it shows what it narrows by, and is marked while it does. */
export function FilterSelect({ label, value, options, onChange }: FilterSelectProps) {
  const { t } = useTranslation();
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value || undefined)}
      className={cx(
        'h-8 max-w-44 shrink-0 rounded-md border px-2 text-xs font-medium',
        value === undefined
          ? 'border-line-strong bg-surface text-muted'
          : 'border-accent bg-accent-soft text-accent-strong',
      )}
    >
      <option value="">{t('inventory.any', { label })}</option>
      {Object.entries(options).map(([option, text]) => (
        <option key={option} value={option}>
          {option === value ? `${label}: ${text}` : text}
        </option>
      ))}
    </select>
  );
}
