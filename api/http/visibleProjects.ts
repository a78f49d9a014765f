import { projectsWith } from '../../contract/can.ts';
import type { RouteDefinition } from '../../contract/route.ts';
import type { Actor } from './actor.ts';

export interface VisibleProjects {
  /** Null: all. */
  read(): string[] | null;
  /** @throws Error when a list was made without asking which projects it may be of */
  assertRead(): void;
}

/** Projects that a list may be of: those of the actor, or of them the one that the query names. */
export function visibleProjects(
  { path, permission, list }: RouteDefinition,
  actor: Actor | null,
  query: unknown,
): VisibleProjects {
  const { projectId: wanted } = (query ?? {}) as { projectId?: string };
  let asked = false;
  return {
    read() {
      asked = true;
      if (actor === null || permission === 'public') return [];
      const held = projectsWith(actor, permission === 'self' ? 'projects:read' : permission);
      if (wanted === undefined) return held;
      return held === null || held.includes(wanted) ? [wanted] : [];
    },
    assertRead() {
      if (list && !asked) throw new Error(`${path} lists what it has not narrowed to projects.`);
    },
  };
}
