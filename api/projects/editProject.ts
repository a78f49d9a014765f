import { randomUUID } from 'node:crypto';
import type { Role } from '../../contract/permission.ts';
import type { Member, Project, ProjectChange, ProjectInput } from '../../contract/project.ts';
import type { Database, Queries } from '../../prisma/database.ts';
import { findMember, removeMember, setMember } from '../../prisma/queries/members.ts';
import {
  createProject,
  findProject,
  findProjectByName,
  lockProject,
  updateProject,
} from '../../prisma/queries/projects.ts';
import { findUser } from '../../prisma/queries/users.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit, type Editor } from '../http/author.ts';

/** @throws ApiError request.not-found */
export async function requireProject(queries: Queries, id: string): Promise<Project> {
  const project = await findProject(queries, id);
  if (project !== null) return project;
  throw new ApiError('request.not-found', `There is no project ${id}.`);
}

export function addProject({ prisma }: Database, input: ProjectInput, author: Editor): Promise<Project> {
  return prisma.$transaction(async (queries) => {
    const project = await createProject(queries, { id: randomUUID(), ...input }, author.actor.name);
    if (project === null) throw nameTaken(input.name);
    await audit(queries, author, {
      action: 'project.create',
      subject: `project/${project.id}`,
      before: null,
      after: project,
    });
    return project;
  });
}

export function changeProject(
  { prisma }: Database,
  id: string,
  { change, author }: { change: ProjectChange; author: Editor },
): Promise<Project> {
  return prisma.$transaction(async (queries) => {
    await lockProject(queries, id);
    const before = await requireProject(queries, id);
    author.versions.demand(before.revision);
    const named = change.name === undefined ? null : await findProjectByName(queries, change.name);
    if (named !== null && named.id !== id) throw nameTaken(named.name);
    const after = await updateProject(queries, id, { change, by: author.actor.name });
    await audit(queries, author, { action: 'project.update', subject: `project/${id}`, before, after });
    return after;
  });
}

export function giveRole(
  { prisma }: Database,
  { projectId, user: name, role }: { projectId: string; user: string; role: Role },
  author: Author,
): Promise<Member> {
  return prisma.$transaction(async (queries) => {
    await lockProject(queries, projectId);
    const user = await requireUser(queries, name, 'body.user');
    const before = (await findMember(queries, projectId, user.id)).find(byHand);
    const after = await setMember(queries, { projectId, userId: user.id, role, grantedBy: author.actor.name });
    await audit(queries, author, {
      ...{ action: 'project.member', subject: `project/${projectId}`, detail: { user: name } },
      before: before === undefined ? null : { role: before.role },
      after: { role },
    });
    return after;
  });
}

/** @throws ApiError request.not-found, member.by-group */
export async function takeRole(
  { prisma }: Database,
  { projectId, user: name }: { projectId: string; user: string },
  author: Author,
): Promise<void> {
  await prisma.$transaction(async (queries) => {
    await lockProject(queries, projectId);
    const user = await requireUser(queries, name, 'params.user');
    const held = await findMember(queries, projectId, user.id);
    const before = held.find(byHand);
    if (before === undefined) throw nothingToTake(name, held[0]);
    await removeMember(queries, projectId, user.id);
    await audit(queries, author, {
      ...{ action: 'project.member', subject: `project/${projectId}`, detail: { user: name } },
      before: { role: before.role },
      after: null,
    });
  });
}

function byHand({ group }: Member): boolean {
  return group === null;
}

function nothingToTake(name: string, other: Member | undefined): ApiError {
  if (other === undefined) return new ApiError('request.not-found', `${name} has no role in this project.`);
  return new ApiError(
    'member.by-group',
    `${name} is ${other.role} by the group ${other.group}, which comes back at each login.`,
  );
}

async function requireUser(queries: Queries, name: string, path: string): Promise<{ id: string }> {
  const user = await findUser(queries, name);
  if (user !== null) return user;
  throw new ApiError('request.not-found', `There is no user ${name}.`, {
    issues: [{ path, message: 'names no user' }],
  });
}

function nameTaken(name: string): ApiError {
  return new ApiError('request.conflict', `There is a project named ${name} already.`, {
    issues: [{ path: 'body.name', message: 'is taken' }],
  });
}
