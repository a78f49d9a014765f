import express, { type Router } from 'express';
import { type RouteDefinition, usualBodyMiB } from '../../contract/route.ts';
import { expressPath, methods } from './expressRoute.ts';

/** Reads JSON bodies, none larger than its route takes. Add it before the routes. */
export function addJsonBodies(router: Router, all: RouteDefinition[]): void {
  for (const { method, path, bodyMiB } of all) {
    if (bodyMiB !== undefined) router[methods[method]](expressPath(path), jsonOf(bodyMiB));
  }
  // Leaves alone what is read already.
  router.use(jsonOf(usualBodyMiB));
}

function jsonOf(mebibytes: number) {
  return express.json({ limit: mebibytes * 1024 ** 2 });
}
