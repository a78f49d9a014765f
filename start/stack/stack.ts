import { join } from 'node:path';
import { applyMigrations } from '../../prisma/applyMigrations.ts';
import { ensureConsole } from '../build/console.ts';
import { ensureWorkflowBundle } from '../build/workflows.ts';
import { minioProcess, probeMinio } from '../servers/minio.ts';
import { ask, ensureDatabase, preparePostgres } from '../servers/postgres.ts';
import { probeTemporal, temporalProcess } from '../servers/temporal.ts';
import type { Announce } from '../setup/cachedProgram.ts';
import { ensureDebianPackages } from '../setup/debianPackages.ts';
import { ensureMinio } from '../setup/minio.ts';
import { SetupError } from '../setup/setupError.ts';
import { ensureTemporal } from '../setup/temporal.ts';
import { isFree } from '../supervisor/freePort.ts';
import { reapOrphans } from '../supervisor/orphan.ts';
import { waitForReadyLine, waitUntilReady } from '../supervisor/readiness.ts';
import { rememberPorts } from '../supervisor/rememberedPorts.ts';
import { createSupervisor, type Supervisor } from '../supervisor/supervisor.ts';
import { type DataFolder, openDataFolder } from './dataFolder.ts';
import { type StackEndpoints, writeEndpoints } from './endpoints.ts';
import { productEnvironments, type StackPorts } from './environment.ts';
import { makeFirstLogin } from './firstLogin.ts';
import { ensureSecrets, type InstanceSecrets, readSecret } from './instanceSecrets.ts';
import { type LabMachines, proxmoxStorages, startLabs } from './labs.ts';
import { nodeProcess } from './nodeProcess.ts';

export interface StackOptions extends LabMachines {
  dataDir: string;
  /** Of the console and the API; absent: chosen once and kept. */
  port: number | undefined;
  /** Artifacts go to a MinIO server instead of a folder. */
  s3: boolean;
  announce: Announce;
}

export interface Stack {
  folder: DataFolder;
  endpoints: StackEndpoints;
  stop(): Promise<void>;
}

const s3AccessKey = 'drover';
const s3Bucket = 'drover-artifacts';
/** The lab's first node; the mover runs beside it. */
const moverNode = 'pve1';

/** Sets up what is missing and starts the product with everything that it stands on, labs included. */
export async function startStack(options: StackOptions, signal: AbortSignal): Promise<Stack> {
  const { announce } = options;
  const folder = openDataFolder(options.dataDir);
  const secrets = ensureSecrets(folder.secrets);
  const supervisor = createSupervisor({ runFolder: folder.run, onTrouble: announce });
  const stopOnce = once(() => {
    announce('Stopping ...');
    return supervisor.stop();
  });
  // From here on: an interrupt during the set-up counts too, although nothing runs yet that it could stop.
  signal.addEventListener('abort', () => void stopOnce());
  try {
    signal.throwIfAborted();
    await ensureDebianPackages('start', announce);
    signal.throwIfAborted();
    await reapOrphans(folder.run);
    const ports = await choosePorts(folder, options);
    signal.throwIfAborted();
    announce('Starting PostgreSQL, Temporal and the two lab data centres ...');
    const [, , , labs, webDir, workflowBundle] = await allOrFirstFailure([
      startDatabase(supervisor, folder, secrets, ports),
      startTemporal(supervisor, folder, ports, announce),
      startS3(supervisor, folder, secrets, ports, announce),
      startLabs(supervisor, folder, options),
      ensureConsole(announce),
      ensureWorkflowBundle(),
    ]);
    announce('Starting the API and the workers ...');
    const moverRoots = proxmoxStorages(folder);
    const parts = { folder, secrets, ports, s3AccessKey, s3Bucket, webDir, workflowBundle, moverNode, moverRoots };
    await startProduct(supervisor, folder, productEnvironments(parts));
    await makeFirstLogin(`http://127.0.0.1:${ports.api}`, secrets);
    return { folder, endpoints: writeEndpoints(folder, secrets, ports, labs), stop: stopOnce };
  } catch (error) {
    await stopOnce();
    throw error;
  }
}

async function choosePorts(folder: DataFolder, options: StackOptions): Promise<StackPorts> {
  const remembered = rememberPorts(folder.portsFile);
  if (options.port !== undefined && !(await isFree(options.port))) {
    throw new SetupError(
      `Port ${options.port} is taken by another program.`,
      'Choose another one, or leave --port out.',
    );
  }
  return {
    postgres: await remembered.choose('postgres'),
    temporal: await remembered.choose('temporal'),
    temporalUi: await remembered.choose('temporal-web'),
    api: await remembered.choose('api', options.port),
    minio: options.s3 ? await remembered.choose('minio') : undefined,
  };
}

async function startDatabase(
  supervisor: Supervisor,
  folder: DataFolder,
  secrets: InstanceSecrets,
  ports: StackPorts,
): Promise<void> {
  const { spec, server } = await preparePostgres({
    folder: folder.postgres,
    port: ports.postgres,
    password: readSecret(secrets.databasePasswordFile),
    logFile: join(folder.logs, 'postgres.log'),
    settings: 'durable',
  });
  await supervisor.start(spec, (ready, started) =>
    waitUntilReady(ready, started, () => ask(server, 'postgres', 'select 1')),
  );
  await ensureDatabase(server, 'drover');
  const { user, password, host, port } = server;
  await applyMigrations(`postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/drover`);
}

async function startTemporal(
  supervisor: Supervisor,
  folder: DataFolder,
  ports: StackPorts,
  announce: Announce,
): Promise<void> {
  const spec = temporalProcess({
    program: await ensureTemporal(announce),
    port: ports.temporal,
    uiPort: ports.temporalUi,
    codecEndpoint: `http://127.0.0.1:${ports.api}/api/v1/temporal/codec`,
    databaseFile: folder.temporalDatabase,
    logFile: join(folder.logs, 'temporal.log'),
  });
  await supervisor.start(spec, (ready, started) =>
    waitUntilReady(ready, started, () => probeTemporal(`127.0.0.1:${ports.temporal}`)),
  );
}

async function startS3(
  supervisor: Supervisor,
  folder: DataFolder,
  secrets: InstanceSecrets,
  ports: StackPorts,
  announce: Announce,
): Promise<void> {
  const { minio } = ports;
  if (minio === undefined) return;
  const spec = minioProcess({
    program: await ensureMinio(announce),
    folder: folder.minio,
    port: minio,
    accessKey: s3AccessKey,
    secretKey: readSecret(secrets.s3SecretKeyFile),
    logFile: join(folder.logs, 'minio.log'),
  });
  await supervisor.start(spec, (ready, started) => waitUntilReady(ready, started, () => probeMinio(minio)));
}

async function startProduct(
  supervisor: Supervisor,
  { logs }: DataFolder,
  environments: ReturnType<typeof productEnvironments>,
): Promise<void> {
  const { api, control, mover } = environments;
  const worker = (role: 'control' | 'mover') => ({ script: 'worker/main.ts', args: ['--role', role], logs });
  const processes = [
    nodeProcess({ name: 'api', script: 'api/main.ts', environment: api, logs }),
    nodeProcess({ name: 'worker-control', environment: control, ...worker('control') }),
    nodeProcess({ name: 'worker-mover', environment: mover, ...worker('mover') }),
  ];
  await allOrFirstFailure(processes.map((spec) => supervisor.start(spec, waitForReadyLine<object>)));
}

/** Waits for all even when one fails, so that nothing is still being started while everything is stopped. */
async function allOrFirstFailure<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as unknown as T;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
