import { ApiError, die } from '../http/apiError.ts';

/** The cluster's nodes. All live in this process; one may be marked offline. */
export interface Nodes {
  readonly names: readonly string[];
  isOnline(node: string): boolean;
  setOnline(node: string, online: boolean): void;
  /** @throws ApiError as pveproxy answers for an unknown or unreachable node. */
  assertReachable(node: string): void;
  readonly startedAt: number;
}

export function createNodes(names: readonly string[]): Nodes {
  const offline = new Set<string>();
  return {
    names,
    startedAt: Date.now(),
    isOnline: (node) => !offline.has(node),
    setOnline(node, online) {
      if (online) offline.delete(node);
      else offline.add(node);
    },
    assertReachable(node) {
      if (!names.includes(node)) {
        const text = `hostname lookup '${node}' failed - failed to get address info for: ${node}: Name or service not known`;
        throw die(text);
      }
      if (offline.has(node)) throw new ApiError(595, 'No route to host', { emptyBody: true });
    },
  };
}
