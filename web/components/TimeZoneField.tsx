import { useMemo } from 'react';
import { SelectField } from './SelectField.tsx';

interface TimeZoneFieldProps {
  label: string;
  value: string;
  error?: string | null;
  onChange(value: string): void;
}

/** IANA names that this browser knows, UTC first, and the one that is chosen. */
export function TimeZoneField({ label, value, error, onChange }: TimeZoneFieldProps) {
  const options = useMemo(
    () =>
      [...new Set(['UTC', value, ...Intl.supportedValuesOf('timeZone')])].map((zone) => ({ value: zone, label: zone })),
    [value],
  );
  return <SelectField label={label} value={value} options={options} error={error} onChange={onChange} />;
}
