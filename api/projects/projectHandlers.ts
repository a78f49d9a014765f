import { z } from 'zod';
import type { projectRoutes } from '../../contract/routes/projects.ts';
import { listMembers } from '../../prisma/queries/members.ts';
import { listProjects } from '../../prisma/queries/projects.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown } from '../http/versions.ts';
import { addProject, changeProject, giveRole, requireProject, takeRole } from './editProject.ts';

const position = z.object({ name: z.string() });

export function projectHandlers({ database }: ApiDependencies): HandlersOf<typeof projectRoutes> {
  const { prisma } = database;
  return {
    async listProjects({ query: { cursor, limit }, projects }) {
      const rows = await listProjects(prisma, { projects, after: decodeCursor(cursor, position), limit: limit + 1 });
      return pageOf(rows, limit, ({ name }) => ({ name }));
    },
    createProject: ({ body, ...author }) => shown(author.versions, addProject(database, body, author)),
    getProject: ({ params, versions }) => shown(versions, requireProject(prisma, params.id)),
    updateProject: ({ params, body, ...author }) =>
      shown(author.versions, changeProject(database, params.id, { change: body, author })),
    async listMembers({ params }) {
      return { items: await listMembers(prisma, params.id) };
    },
    setMember: ({ params, body, ...author }) => giveRole(database, { projectId: params.id, ...body }, author),
    removeMember: ({ params, ...author }) => takeRole(database, { projectId: params.id, user: params.user }, author),
  };
}
