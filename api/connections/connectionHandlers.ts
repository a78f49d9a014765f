import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionInput, ConnectionTest } from '../../contract/connection.ts';
import type { connectionRoutes } from '../../contract/routes/connections.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import { type ConnectionRow, createConnection, listConnections } from '../../prisma/queries/connections.ts';
import { demandDeletionApproval } from '../approvals/demandApproval.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Author } from '../http/author.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown, type Versions } from '../http/versions.ts';
import { moversOf } from '../movers/moversOf.ts';
import { auditConnection } from './auditConnection.ts';
import { changeConnection, testChange } from './changeConnection.ts';
import { requireConnection } from './find.ts';
import { presentConnection } from './present.ts';
import { nameTaken } from './refusals.ts';
import { removeConnection } from './removeConnection.ts';

export function connectionHandlers(dependencies: ApiDependencies): HandlersOf<typeof connectionRoutes> {
  const { workflows } = dependencies;
  const { prisma } = dependencies.database;
  return {
    async listConnections({ projects }) {
      return { items: (await listConnections(prisma, projects)).map(presentConnection) };
    },
    createConnection: ({ body, versions, ...author }) => presented(versions, create(dependencies, body, author)),
    async getConnection({ params, versions }) {
      return presented(versions, requireConnection(prisma, params.id));
    },
    updateConnection: ({ params, body, versions, ...author }) =>
      presented(versions, changeConnection(dependencies, params.id, { change: body, author, versions })),
    deleteConnection: ({ params, ...author }) => remove(dependencies, params.id, author),
    async testConnection({ params, correlationId }) {
      const { id } = await requireConnection(prisma, params.id);
      return workflows.ask<ConnectionTest>({ type: 'testConnection', argument: id, correlationId });
    },
    testConnectionChange: ({ params, body, correlationId }) =>
      testChange(dependencies, params.id, { change: body, correlationId }),
    async getTargetFacts({ params, correlationId }) {
      const { id } = await requireConnection(prisma, params.id, 'proxmox');
      return workflows.ask<TargetFacts>({ type: 'describeTarget', argument: id, correlationId });
    },
    async getMovers({ params, correlationId }) {
      const { id } = await requireConnection(prisma, params.id, 'proxmox');
      const facts = await workflows.ask<TargetFacts>({ type: 'describeTarget', argument: id, correlationId });
      return { items: await moversOf({ workflows, prisma, connectionId: id }, facts) };
    },
  };
}

async function presented(versions: Versions, asked: Promise<ConnectionRow>): Promise<Connection> {
  return presentConnection(await shown(versions, asked));
}

async function create({ database, secrets }: ApiDependencies, input: ConnectionInput, author: Author) {
  const id = randomUUID();
  const { password, fingerprint256 = null, ...rest } = input;
  const sealedSecret = await secrets.seal(password, `connection/${id}`);
  return database.prisma.$transaction(async (queries) => {
    const created = await createConnection(queries, { id, ...rest, fingerprint256, sealedSecret });
    if (created === null) throw nameTaken(input.name);
    await auditConnection(queries, author, { action: 'connection.create', before: null, after: created });
    return created;
  });
}

async function remove(dependencies: ApiDependencies, id: string, author: Author): Promise<void> {
  const { name, projectId } = await requireConnection(dependencies.database.prisma, id);
  await demandDeletionApproval(dependencies, { kind: 'connection', id, name, projectId }, author);
  await removeConnection(dependencies, id, author);
}
