import { useId } from 'react';
import { cx } from './cx.ts';
import { fieldClass } from './field.ts';

interface SelectFieldProps {
  label: string;
  value: string;
  options: { value: string; label: string; disabled?: boolean }[];
  onChange(value: string): void;
  /** Shown while nothing is chosen. */
  placeholder?: string;
  disabled?: boolean;
}

export function SelectField({ label, value, options, onChange, placeholder, disabled }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="min-w-0 space-y-1.5">
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value)}
        className={cx(fieldClass, 'pr-8')}
      >
        {placeholder !== undefined && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
