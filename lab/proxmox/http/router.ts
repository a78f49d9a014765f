import type { Method, Route } from './route.ts';

export interface RouteMatch {
  route: Route;
  pathParams: Record<string, string>;
}

export type Router = (method: string, path: string) => RouteMatch | undefined;

/** Finds routes by method and path; fixed words win over placeholders. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes
    .map((route) => ({ route, ...compile(route.path) }))
    .sort((a, b) => a.placeholders - b.placeholders || b.route.path.length - a.route.path.length);
  return (method, path) => {
    for (const { route, pattern, names } of compiled) {
      if (route.method !== (method as Method)) continue;
      const match = pattern.exec(path);
      if (!match) continue;
      const pathParams = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']));
      return { route, pathParams };
    }
    return undefined;
  };
}

function compile(path: string): { pattern: RegExp; names: string[]; placeholders: number } {
  const names: string[] = [];
  const source = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return name === 'volume' ? '(.+)' : '([^/]+)';
  });
  return { pattern: new RegExp(`^${source}/?$`), names, placeholders: names.length };
}
