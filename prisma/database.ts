import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type DatabaseOptions, driverOptions } from './connectionOptions.ts';
import { PrismaClient } from './generated/client.ts';

export interface Database {
  prisma: PrismaClient;
  /** A connection of its own, for LISTEN; the caller ends it. */
  connectListener(): Promise<pg.Client>;
  close(): Promise<void>;
}

/** What queries run on: the client itself or an open transaction. */
export type Queries = Pick<
  PrismaClient,
  | 'user'
  | 'project'
  | 'projectGrant'
  | 'approval'
  | 'session'
  | 'refreshToken'
  | 'apiToken'
  | 'setupToken'
  | 'groupRole'
  | 'connection'
  | 'connectionDraft'
  | 'payloadKey'
  | 'inventoryVm'
  | 'migration'
  | 'diskProgress'
  | 'diskBlocks'
  | 'screenPicture'
  | 'auditEvent'
  | 'auditLink'
  | 'artifact'
  | 'setting'
  | 'settingChange'
  | 'idempotentRequest'
  | 'mappingPreset'
  | 'bulkPlan'
  | 'bulkPlanVm'
  | 'planSchedule'
  | 'scheduleRun'
  | '$executeRaw'
  | '$queryRaw'
>;

/** Opens PostgreSQL. Connects at the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const connection = driverOptions(options);
  const adapter = new PrismaPg({ ...connection, max: options.connections ?? 10, connectionTimeoutMillis: 10_000 });
  const prisma = new PrismaClient({ adapter });
  return {
    prisma,
    async connectListener() {
      const client = new pg.Client({ ...connection, keepAlive: true, connectionTimeoutMillis: 10_000 });
      await client.connect();
      return client;
    },
    close: () => prisma.$disconnect(),
  };
}
