import type { RouteDefinition } from '../../contract/route.ts';
import type { Handler } from './route.ts';

/** A handler for each of the routes, under the same name. */
export type HandlersOf<T extends Record<string, RouteDefinition>> = { [K in keyof T]: Handler<T[K]> };
