import { can, sees } from '../../contract/can.ts';
import type { Permission } from '../../contract/permission.ts';
import type { ObjectKind, RouteDefinition, RouteObject } from '../../contract/route.ts';
import type { Queries } from '../../prisma/database.ts';
import { type Belonging, findBelonging } from '../../prisma/queries/belonging.ts';
import type { Actor } from './actor.ts';
import { ApiError } from './apiError.ts';

/** Parts of a request, after their schemas. */
export interface RequestParts {
  params: unknown;
  query: unknown;
  body: unknown;
}

interface Named extends Belonging {
  kind: ObjectKind;
}

/**
 * Demands the route's permission on each object that the request names, in the project where it belongs. What does not
 * exist and what is of a project that the actor does not see are told alike.
 * @throws ApiError request.not-found | auth.forbidden, or request.conflict where they are of several projects
 */
export async function demandObjects(
  queries: Queries,
  { permission, objects = [] }: RouteDefinition,
  { actor, parts }: { actor: Actor | null; parts: RequestParts },
): Promise<void> {
  if (actor === null || permission === 'public') return;
  const named: Named[] = [];
  for (const { kind, at } of objects) {
    const id = idAt(parts, at);
    if (id === undefined) continue;
    const belonging = await findBelonging(queries, kind, id);
    if (belonging === null || !sees(actor, belonging.project.id)) {
      throw new ApiError('request.not-found', `There is no ${nouns[kind]} ${id}.`);
    }
    demandOn(actor, permission, belonging);
    named.push({ kind, ...belonging });
  }
  demandOneProject(named);
}

function demandOn(actor: Actor, permission: Permission, { project, owner }: Belonging): void {
  const resource = { projectId: project.id, owner, ownOnly: project.ownOnly };
  if (can(actor, permission, resource)) return;
  const reason = can(actor, permission, { projectId: project.id })
    ? `${actor.name} may do that only to own objects in the project ${project.name}; this one is of ${owner}.`
    : `${actor.name} lacks the permission ${permission} in the project ${project.name}.`;
  throw new ApiError('auth.forbidden', reason);
}

/** A project that is named is where something goes to; the rest has to be together. */
function demandOneProject(named: Named[]): void {
  const [first, ...others] = named.filter(({ kind }) => kind !== 'project');
  const other = others.find(({ project }) => project.id !== first?.project.id);
  if (first === undefined || other === undefined) return;
  throw new ApiError(
    'request.conflict',
    `The ${nouns[first.kind]} is of the project ${first.project.name}, the ${nouns[other.kind]} of ${other.project.name}.`,
  );
}

function idAt(parts: RequestParts, at: RouteObject['at']): string | undefined {
  let value: unknown = parts;
  for (const name of at.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

const nouns: Record<ObjectKind, string> = {
  project: 'project',
  connection: 'connection',
  preset: 'mapping preset',
  plan: 'plan',
  schedule: 'schedule',
  migration: 'migration',
  approval: 'request for approval',
};
