/** How Express names what a route of the contract says. */

export const methods = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
