import { Filter } from 'ldapts';

/**
 * A filter (RFC 4515) with values in the place of `{name}`. Values are escaped: whatever they hold, they stay one value
 * and match nothing but themselves.
 */
export function filledFilter(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    return value === undefined ? placeholder : Filter.escape(value);
  });
}
