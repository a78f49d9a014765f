import { z } from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { roleSchema } from '../permission.ts';
import {
  listedProjectSchema,
  memberSchema,
  projectChangeSchema,
  projectIdSchema,
  projectInputSchema,
  projectSchema,
} from '../project.ts';
import { defineRoute } from '../route.ts';

const projectParams = z.object({ id: projectIdSchema });
/** Names of users whom a directory or provider vouches for are longer than those that are given here. */
const member = z.string().min(1).max(120);
const memberParams = projectParams.extend({ user: member });
const objects = [{ kind: 'project', at: 'params.id' }] as const;

export const projectRoutes = {
  listProjects: defineRoute({
    method: 'GET',
    path: '/projects',
    tag: 'projects',
    permission: 'self',
    summary: 'Projects that this login may see, by name',
    query: z.object(pageQuery),
    status: 200,
    response: pageOf(listedProjectSchema),
    errors: [],
    list: true,
  }),
  createProject: defineRoute({
    method: 'POST',
    path: '/projects',
    tag: 'projects',
    permission: 'projects:create',
    summary: 'Make a project',
    body: projectInputSchema,
    status: 201,
    response: projectSchema,
    errors: ['request.conflict'],
    idempotent: true,
    versioned: true,
  }),
  getProject: defineRoute({
    method: 'GET',
    path: '/projects/{id}',
    tag: 'projects',
    permission: 'projects:read',
    objects,
    summary: 'One project and its policy',
    params: projectParams,
    status: 200,
    response: projectSchema,
    errors: ['request.not-found'],
    versioned: true,
  }),
  updateProject: defineRoute({
    method: 'PATCH',
    path: '/projects/{id}',
    tag: 'projects',
    permission: 'projects:write',
    objects,
    summary: 'Rename a project or change its policy; requests that wait go on waiting',
    params: projectParams,
    body: projectChangeSchema,
    status: 200,
    response: projectSchema,
    errors: ['request.not-found', 'request.conflict'],
    versioned: true,
    ifMatch: 'optional',
  }),
  listMembers: defineRoute({
    method: 'GET',
    path: '/projects/{id}/members',
    tag: 'projects',
    permission: 'projects:read',
    objects,
    summary: 'Who has which role in a project, by hand or by a group; roles of the whole instance are not among them',
    params: projectParams,
    status: 200,
    response: z.object({ items: z.array(memberSchema) }),
    errors: ['request.not-found'],
  }),
  setMember: defineRoute({
    method: 'POST',
    path: '/projects/{id}/members',
    tag: 'projects',
    permission: 'projects:write',
    objects,
    summary:
      'Give a user a role in a project, in the place of the one given by hand before; it adds to those by groups',
    params: projectParams,
    body: z.strictObject({ user: member, role: roleSchema }),
    status: 200,
    response: memberSchema,
    errors: ['request.not-found'],
    idempotent: true,
  }),
  removeMember: defineRoute({
    method: 'DELETE',
    path: '/projects/{id}/members/{user}',
    tag: 'projects',
    permission: 'projects:write',
    objects,
    summary: 'Take the role in a project that was given by hand from a user',
    params: memberParams,
    status: 204,
    response: null,
    errors: ['request.not-found', 'member.by-group'],
  }),
};
