import type { Connection } from '../../contract/connection.ts';

export interface Ends {
  sources: Connection[];
  targets: Connection[];
}

/**
 * Connections that may be chosen for the two ends of a way: both are of one project, so that targets are those of the
 * source's. A source that is chosen already stays, also where lists are narrowed to another project.
 */
export function endsOf(
  connections: readonly Connection[],
  { chosen, sourceId }: { chosen: string | null; sourceId: string },
): Ends {
  const sources = connections.filter(
    ({ id, kind, projectId }) => kind === 'vsphere' && (chosen === null || projectId === chosen || id === sourceId),
  );
  const source = sources.find(({ id }) => id === sourceId) ?? (sources.length === 1 ? sources[0] : undefined);
  const projectOfBoth = source?.projectId ?? chosen;
  const targets = connections.filter(
    ({ kind, projectId }) => kind === 'proxmox' && (projectOfBoth === null || projectId === projectOfBoth),
  );
  return { sources, targets };
}
