import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { RouteDefinition } from '../contract/route.ts';
import { routes } from '../contract/routes.ts';

const module = join(import.meta.dirname, '../contract/routes.ts');

/**
 * Gives the console of each route what its client needs, and leaves the schemas with the server: they are a twentieth of
 * what the first page would load.
 */
export function routesWithoutSchemas(): Plugin {
  const lean = Object.entries<RouteDefinition>(routes).map(([name, { method, path, idempotent, response }]) => [
    name,
    { method, path, idempotent, response: response && {} },
  ]);
  const code = `export const routes = ${JSON.stringify(Object.fromEntries(lean))};`;
  return { name: 'routes-without-schemas', enforce: 'pre', load: (id) => (id === module ? code : null) };
}
