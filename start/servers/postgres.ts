import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensurePostgresBinaries, type PostgresBinaries } from '../setup/postgresBinaries.ts';
import { CommandError, runCommand } from '../setup/runCommand.ts';
import { serviceUser } from '../setup/serviceUser.ts';
import { SetupError } from '../setup/setupError.ts';
import { type ManagedProcess, type ProcessSpec, startProcess } from '../supervisor/managedProcess.ts';
import { waitUntilReady } from '../supervisor/readiness.ts';
import { clusterFolder } from './clusterFolder.ts';

export const postgresUser = 'drover';

export interface PostgresOptions {
  /** The cluster's folder; where `nobody` cannot reach it, a folder below /var/tmp stands in for it. */
  folder: string;
  port: number;
  password: string;
  logFile: string;
  /** `durable` survives a power cut; `fast` does not, and is for tests only. */
  settings: 'durable' | 'fast';
}

/** What a connection needs, without the database's name. */
export interface PostgresServer {
  process: ManagedProcess;
  host: '127.0.0.1';
  port: number;
  user: string;
  password: string;
}

/** Starts a PostgreSQL cluster on loopback with password logins; makes the cluster where there is none yet. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { spec, server } = await preparePostgres(options);
  const started = await startProcess(spec);
  await waitUntilReady(spec, started, () => ask(server, 'postgres', 'select 1'));
  return { ...server, process: started };
}

/** The same without starting it: for a supervisor that starts, and restarts, the process itself. */
export async function preparePostgres(
  options: PostgresOptions,
): Promise<{ spec: ProcessSpec; server: Omit<PostgresServer, 'process'> }> {
  const binaries = await ensurePostgresBinaries();
  const folder = await ensureCluster(binaries, options);
  const settings = options.settings === 'durable' ? durableSettings : fastSettings;
  const spec: ProcessSpec = {
    name: 'postgres',
    command: binaries.postgres,
    args: ['-D', folder, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    cwd: folder,
    user: serviceUser(),
    logFile: options.logFile,
    stopSignal: 'SIGINT',
  };
  const server = { host: '127.0.0.1', port: options.port, user: postgresUser, password: options.password } as const;
  return { spec, server };
}

/** Makes a database where it is missing. `template` is copied; nobody may be connected to it meanwhile. */
export async function ensureDatabase(
  server: Omit<PostgresServer, 'process'>,
  database: string,
  template = 'template1',
): Promise<void> {
  const found = await ask(server, 'postgres', 'select 1 from pg_database where datname = $1', [database]);
  if (found.rowCount !== 0) return;
  await ask(
    server,
    'postgres',
    `create database ${pg.escapeIdentifier(database)} template ${pg.escapeIdentifier(template)}`,
  );
}

export async function ask(
  server: Omit<PostgresServer, 'process'>,
  database: string,
  text: string,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}

const commonSettings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'max_connections=80'];
const durableSettings = [...commonSettings, 'shared_buffers=64MB'];
const fastSettings = [
  ...commonSettings,
  'shared_buffers=32MB',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
];

async function ensureCluster(binaries: PostgresBinaries, options: PostgresOptions): Promise<string> {
  const { folder, keep } = clusterFolder(options.folder);
  const versionFile = join(folder, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim();
    if (version === binaries.majorVersion) {
      keep();
      return folder;
    }
    throw new SetupError(
      `${folder} was made by PostgreSQL ${version}, but this is PostgreSQL ${binaries.majorVersion}.`,
      'Start with another folder: npm start -- --data DIR',
    );
  }
  await initialise(binaries, folder, options);
  keep();
  return folder;
}

async function initialise(binaries: PostgresBinaries, folder: string, options: PostgresOptions): Promise<void> {
  const user = serviceUser();
  const secrets = mkdtempSync(join(tmpdir(), 'dr-'));
  const passwordFile = join(secrets, 'password');
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  // Made aside and renamed when complete: a start that is cut off leaves no half cluster.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (user !== undefined) for (const path of [secrets, passwordFile, unfinished]) chownSync(path, user.uid, user.gid);
  const args = ['-D', unfinished, '-U', postgresUser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  args.push('--locale=C', '--no-instructions', ...(options.settings === 'fast' ? ['--no-sync'] : []));
  try {
    await runCommand(binaries.initdb, args, { cwd: unfinished, ...user });
    renameSync(unfinished, folder);
  } catch (error) {
    const detail = error instanceof CommandError ? error.detail : String(error);
    throw new SetupError(`PostgreSQL could not make its data folder ${folder}: ${detail}`, `Look at ${folder}.`);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}
