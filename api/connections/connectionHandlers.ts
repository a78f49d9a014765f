import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionInput, ConnectionTest } from '../../contract/connection.ts';
import type { ConnectionChange, connectionRoutes } from '../../contract/routes/connections.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import type { Queries } from '../../prisma/database.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import {
  type ConnectionRow,
  createConnection,
  deleteConnection,
  findConnectionByName,
  findUseOfConnection,
  listConnections,
  lockConnection,
  updateConnection,
} from '../../prisma/queries/connections.ts';
import { findPresetOfConnection } from '../../prisma/queries/presets.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { HandlersOf } from '../http/handlers.ts';
import type { Versions } from '../http/versions.ts';
import { moversOf } from '../movers/moversOf.ts';
import { requireConnection } from './find.ts';
import { presentConnection } from './present.ts';

interface Author {
  actor: { name: string };
  correlationId: string;
}

export function connectionHandlers(dependencies: ApiDependencies): HandlersOf<typeof connectionRoutes> {
  const { workflows } = dependencies;
  const { prisma } = dependencies.database;
  return {
    async listConnections() {
      return { items: (await listConnections(prisma)).map(presentConnection) };
    },
    createConnection: ({ body, versions, ...author }) => shown(versions, create(dependencies, body, author)),
    async getConnection({ params, versions }) {
      return shown(versions, requireConnection(prisma, params.id));
    },
    updateConnection: ({ params, body, versions, ...author }) =>
      shown(versions, update(dependencies, params.id, { change: body, author, versions })),
    deleteConnection: ({ params, ...author }) => remove(dependencies, params.id, author),
    async testConnection({ params, correlationId }) {
      const { id } = await requireConnection(prisma, params.id);
      return workflows.ask<ConnectionTest>({ type: 'testConnection', argument: id, correlationId });
    },
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

async function shown(versions: Versions, asked: Promise<ConnectionRow>): Promise<Connection> {
  const row = await asked;
  versions.show(row.revision);
  return presentConnection(row);
}

async function create({ database, secrets }: ApiDependencies, input: ConnectionInput, author: Author) {
  const id = randomUUID();
  const { password, fingerprint256 = null, ...rest } = input;
  const sealedSecret = await secrets.seal(password, `connection/${id}`);
  return database.prisma.$transaction(async (queries) => {
    const created = await createConnection(queries, { id, ...rest, fingerprint256, sealedSecret });
    if (created === null) throw nameTaken(input.name);
    await audit(queries, author, { action: 'connection.create', row: created });
    return created;
  });
}

async function update(
  { database, secrets }: ApiDependencies,
  id: string,
  { change, author, versions }: { change: ConnectionChange; author: Author; versions: Versions },
) {
  const { password, ...columns } = change;
  const sealedSecret = password === undefined ? undefined : await secrets.seal(password, `connection/${id}`);
  return database.prisma.$transaction(async (queries) => {
    await lockConnection(queries, id);
    const before = await requireConnection(queries, id);
    versions.demand(before.revision);
    if (change.url !== undefined && change.url !== before.url) await refuseWhileUsed(queries, before);
    const named = change.name === undefined ? null : await findConnectionByName(queries, change.name);
    if (named !== null && named.id !== id) throw nameTaken(named.name);
    const changed = await updateConnection(queries, id, { ...columns, sealedSecret });
    await audit(queries, author, { action: 'connection.update', row: changed, fields: Object.keys(change) });
    return changed;
  });
}

async function remove({ database }: ApiDependencies, id: string, author: Author): Promise<void> {
  await database.prisma.$transaction(async (queries) => {
    await lockConnection(queries, id);
    const row = await requireConnection(queries, id);
    await refuseWhileUsed(queries, row);
    const preset = await findPresetOfConnection(queries, id);
    if (preset !== null) {
      throw new ApiError('request.conflict', `The mapping preset ${preset.name} uses connection ${row.name}.`);
    }
    await deleteConnection(queries, id);
    await audit(queries, author, { action: 'connection.delete', row });
  });
}

async function refuseWhileUsed(queries: Queries, row: ConnectionRow): Promise<void> {
  const use = await findUseOfConnection(queries, row.id);
  if (use === null) return;
  throw new ApiError('request.conflict', `Connection ${row.name} is in use by migration ${use.id} of ${use.vmName}.`, {
    openMigrationId: use.id,
  });
}

function nameTaken(name: string): ApiError {
  return new ApiError('request.conflict', `There is a connection named ${name} already.`);
}

function audit(
  queries: Queries,
  { actor, correlationId }: Author,
  { action, row, fields }: { action: string; row: ConnectionRow; fields?: string[] },
): Promise<void> {
  const { name, kind, url, username, fingerprint256 } = row;
  const detail = { name, kind, url, username, fingerprint256, ...(fields ? { fields } : {}) };
  return addAuditEvent(queries, { actor: actor.name, action, subject: `connection/${row.id}`, detail, correlationId });
}
