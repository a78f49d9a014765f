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
  /** What is wrong with the value, and what to do about it. */
  error?: string | null;
}

export function SelectField(props: SelectFieldProps) {
  const { label, value, options, onChange, placeholder, disabled, error = null } = props;
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
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? undefined : `${id}-told`}
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
      {error !== null && (
        <p id={`${id}-told`} className="text-xs break-words text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
