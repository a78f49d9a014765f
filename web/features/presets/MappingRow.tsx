import { ArrowRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cx } from '../../components/cx.ts';
import { smallFieldClass } from '../../components/field.ts';
import type { Option } from './presetFieldProps.ts';

interface MappingRowProps {
  from: string;
  label: string;
  value: string;
  options: Option[];
  error: string | null;
  onChange(value: string): void;
  /** What is chosen beside it. */
  children?: ReactNode;
}

/** One place of the source, and what it becomes. */
export function MappingRow({ from, label, value, options, error, onChange, children }: MappingRowProps) {
  const id = useId();
  return (
    <li className="space-y-1 py-1.5" data-mapping={from}>
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 basis-32 truncate" title={from}>
          {from}
        </span>
        <ArrowRight aria-hidden className="size-3.5 shrink-0 text-muted" />
        <select
          aria-label={label}
          value={value}
          aria-invalid={error !== null || undefined}
          aria-describedby={error === null ? undefined : id}
          onChange={({ target }) => onChange(target.value)}
          className={cx(smallFieldClass, 'max-w-36')}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        {children}
      </div>
      {error !== null && (
        <p id={id} className="text-xs break-words text-bad">
          {error}
        </p>
      )}
    </li>
  );
}
