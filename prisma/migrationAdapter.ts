import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQueryable,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { type DatabaseOptions, driverOptions } from './connectionOptions.ts';

export interface MigrationAdapterFactory extends SqlMigrationAwareDriverAdapterFactory {
  /** Ends the connections; the engine's own advisory lock goes with them. */
  close(): Promise<void>;
}

/**
 * Prisma's PostgreSQL adapter made fit for its schema engine. As of 7.10 the adapter does not know the type `"char"`,
 * which pg_catalog uses and introspection reads, and cuts scripts at every `;`, also inside functions.
 */
export function migrationAdapterFactory(database: DatabaseOptions | string): MigrationAdapterFactory {
  const pool = new pg.Pool({ ...driverOptions(database), max: 2, Client: CatalogClient });
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => openAdapter(pool),
    connectToShadowDb: refuseShadow,
    close: () => pool.end(),
  };
}

async function openAdapter(pool: pg.Pool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect();
  tellCharColumns(adapter);
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => tellCharColumns(await startTransaction(isolationLevel));
  adapter.executeScript = async (script) => {
    // Without arguments this is one simple query: PostgreSQL splits it, and runs it as one transaction.
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  return adapter;
}

/** Migrations are only ever replayed into a database of the caller's: the engine makes none by itself. */
function refuseShadow(): Promise<SqlDriverAdapter> {
  return Promise.reject(new Error('Give the schema engine an empty database instead of a shadow database.'));
}

const catalogChar = 18;
const text = 25;

/** Columns of type `"char"` in the last result. The engine asks one query at a time. */
let charColumns: number[] = [];

/** Reads `"char"` columns as text, and remembers which they were. */
class CatalogClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const events = this as unknown as { connection: NodeJS.EventEmitter };
    events.connection.on('rowDescription', (message: { fields: { dataTypeID: number }[] }) => {
      charColumns = [];
      for (const [index, field] of message.fields.entries()) {
        if (field.dataTypeID !== catalogChar) continue;
        field.dataTypeID = text;
        charColumns.push(index);
      }
    });
  }
}

function tellCharColumns<T extends SqlQueryable>(queryable: T): T {
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return queryable;
}
