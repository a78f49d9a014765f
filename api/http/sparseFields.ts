import type { RouteDefinition } from '../../contract/route.ts';
import { ApiError } from './apiError.ts';

/** Fields of each row that the client wants; null: all. @throws ApiError request.invalid, which names what is no field */
export function fieldsOf({ sparse: row }: RouteDefinition, asked: unknown): ReadonlySet<string> | null {
  if (row === undefined || asked === undefined) return null;
  const names = [asked].flat().flatMap((text) => String(text).split(','));
  const unknown = names.filter((name) => !Object.hasOwn(row.shape, name));
  if (unknown.length === 0) return new Set(names);
  const issues = unknown.map((name) => ({
    path: 'query.fields',
    message: `has no field "${name}"; there are ${Object.keys(row.shape).join(', ')}`,
  }));
  throw new ApiError('request.invalid', `query.fields: there is no field "${unknown[0]}".`, { issues });
}

/** The rows of a page with these fields alone. */
export function sparse(page: unknown, fields: ReadonlySet<string> | null): unknown {
  if (fields === null) return page;
  const { items, ...rest } = page as { items: object[] };
  const kept = items.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => fields.has(name))));
  return { ...rest, items: kept };
}
