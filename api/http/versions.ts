import type { Request, Response } from 'express';
import { DroverError } from '../../contract/errors.ts';
import type { RouteDefinition } from '../../contract/route.ts';
import { ApiError } from './apiError.ts';

export interface Versions {
  /** The version of what the answer shows. */
  show(version: string | number): void;
  /**
   * Refuses the edit when the client has seen another version. Call it where the object is locked.
   * @throws ApiError version.changed
   */
  demand(version: string | number): void;
}

/**
 * `ETag` and `If-Match` of one request (RFC 9110, 13.1.1).
 * @throws ApiError version.required | request.invalid
 */
export function versionsOf(route: RouteDefinition, request: Request, response: Response) {
  const wanted = route.ifMatch === undefined ? null : readIfMatch(request.get('if-match'));
  if (wanted === null && route.ifMatch === 'required') {
    throw new ApiError('version.required', 'The header If-Match is missing.');
  }
  let demanded = false;
  const versions: Versions = {
    show: (version) => void response.set('etag', quoted(version)),
    demand(version) {
      demanded = true;
      const current = quoted(version);
      if (wanted === null || wanted.includes('*') || wanted.includes(current)) return;
      response.set('etag', current);
      throw new ApiError('version.changed', `It has version ${current} now, not ${wanted.join(' or ')}.`, {
        currentVersion: current,
      });
    },
  };
  return {
    ...versions,
    /** A handler that forgets its part would let edits overwrite one another unseen. */
    assertUsed() {
      if (wanted !== null && !demanded) throw new DroverError('internal', `${route.path} has not looked at If-Match.`);
      if (route.versioned && response.get('etag') === undefined) {
        throw new DroverError('internal', `${route.path} has not shown a version.`);
      }
    },
  };
}

/** Shows the version of an object with it. */
export async function shown<T extends { revision: number }>(versions: Versions, asked: Promise<T>): Promise<T> {
  const object = await asked;
  versions.show(object.revision);
  return object;
}

function quoted(version: string | number): string {
  return `"${version}"`;
}

/** Proxies that compress mark tags as weak; ours are of the object, not of its bytes, so that the mark says nothing. */
function readIfMatch(header: string | undefined): string[] | null {
  if (header === undefined) return null;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (tags.every((tag) => tag === '*' || /^"[\x21\x23-\x7e]*"$/.test(tag))) return tags;
  const issues = [{ path: 'header.if-match', message: 'must be an entity tag such as "7", several of them, or *' }];
  throw new ApiError('request.invalid', 'The header If-Match cannot be read.', { issues });
}
