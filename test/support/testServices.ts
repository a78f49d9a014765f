import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { applyMigrations } from '../../prisma/applyMigrations.ts';
import { buildWorkflows } from '../../start/build/workflows.ts';
import { minioProcess, probeMinio } from '../../start/servers/minio.ts';
import { ensureDatabase, preparePostgres } from '../../start/servers/postgres.ts';
import { probeTemporal, temporalNamespace, temporalProcess } from '../../start/servers/temporal.ts';
import { ensureMinio } from '../../start/setup/minio.ts';
import { ensureTemporal } from '../../start/setup/temporal.ts';
import { ensureVcsim } from '../../start/setup/vcsim.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { type ManagedProcess, startProcess } from '../../start/supervisor/managedProcess.ts';
import { probePort } from '../../start/supervisor/probePort.ts';
import { waitUntilReady } from '../../start/supervisor/readiness.ts';
import { makeAuthority } from './certificates.ts';
import type { TestDatabase } from './postgres.ts';
import { pythonPackages } from './pythonPackages.ts';
import { startSlapd } from './slapdServer.ts';
import type { TestTemporal } from './temporal.ts';

/**
 * Servers for tests, owned by the test runner's main process: a test file asks for one over a unix socket,
 * the first that asks starts it, all files of the run share it (Temporal: those at the same place), and the end of the run stops it.
 */
export interface TestServices {
  /** Unix socket where test files ask. */
  socket: string;
  stop(): Promise<void>;
}

export async function startTestServices(): Promise<TestServices> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  chmodSync(folder, 0o711);
  const processes: ManagedProcess[] = [];
  const offers = makeOffers(folder, processes);
  const server = await listen(join(folder, 'services.sock'), offers);
  return {
    socket: join(folder, 'services.sock'),
    async stop() {
      server.closeAllConnections();
      server.close();
      await Promise.all(processes.map((process) => process.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Offers = Record<string, (place: string) => Promise<unknown>>;

function makeOffers(folder: string, processes: ManagedProcess[]): Offers {
  const announce = (line: string) => process.stderr.write(`${line}\n`);
  const logFile = (name: string) => join(folder, `${name}.log`);

  const cluster = once(async () => {
    const password = randomBytes(16).toString('hex');
    const options = { folder: join(folder, 'postgres'), port: await freePort(), password, settings: 'fast' } as const;
    const { spec, server } = await preparePostgres({ ...options, logFile: logFile('postgres') });
    const authority = makeAuthority(folder, 'postgres');
    const shown = authority.issue('server', 'IP:127.0.0.1');
    const files = { ssl_ca_file: authority.ca, ssl_cert_file: shown.cert, ssl_key_file: shown.key };
    // PostgreSQL wants its key to be its own and closed to others.
    for (const file of Object.values(files)) if (spec.user) chownSync(file, spec.user.uid, spec.user.gid);
    spec.args.push('-c', 'ssl=on', ...Object.entries(files).flatMap(([name, file]) => ['-c', `${name}=${file}`]));
    const started = await startProcess(spec);
    processes.push(started);
    await waitUntilReady(spec, started, () => ensureDatabase(server, 'template_migrated'));
    return { ...server, tls: { ca: authority.ca, client: authority.issue('drover') } };
  });
  const template = once(async () => {
    const server = await cluster();
    await applyMigrations(connectionTo(server, 'template_migrated'));
    return 'template_migrated';
  });
  const database = async (from: string): Promise<TestDatabase> => {
    const server = await cluster();
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await ensureDatabase(server, name, from);
    const { host, port, user, password } = server;
    return { host, port, user, password, database: name, connectionString: connectionTo(server, name) };
  };
  const temporal = async (name: string, args: string[] = []): Promise<TestTemporal> => {
    const port = await freePort();
    const spec = temporalProcess({ program: await ensureTemporal(announce), port, logFile: logFile(name) });
    spec.args.push(...args);
    // Collects its garbage less often: a tenth less work for more memory than a user should be asked for.
    spec.environment = { GOGC: '400' };
    const started = await startProcess(spec);
    processes.push(started);
    const address = `127.0.0.1:${port}`;
    await waitUntilReady(spec, started, () => probeTemporal(address));
    return { address, namespace: temporalNamespace };
  };
  return {
    'postgres/migrated': async () => database(await template()),
    'postgres/empty': () => database('template1'),
    'postgres/tls': async () => (await cluster()).tls,
    temporal: oncePerPlace((place) => temporal(`temporal-${place}`)),
    'temporal-with-short-histories': oncePerPlace((place) =>
      temporal(`temporal-short-${place}`, ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=120']),
    ),
    'workflow-bundle': once(async () => ({ codePath: await buildWorkflows(join(folder, 'workflows')) })),
    'fake-workflow-bundle': once(async () => {
      const workflowsPath = fileURLToPath(new URL('../api/fakeWorkflows.ts', import.meta.url));
      const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
      const codePath = join(folder, 'fakeWorkflows.js');
      writeFileSync(codePath, code);
      return { codePath };
    }),
    minio: once(async () => {
      const keys = { accessKey: randomBytes(10).toString('hex'), secretKey: randomBytes(16).toString('hex') };
      const server = { program: await ensureMinio(announce), folder: join(folder, 'minio'), port: await freePort() };
      mkdirSync(server.folder);
      const spec = minioProcess({ ...server, ...keys, logFile: logFile('minio') });
      const started = await startProcess(spec);
      processes.push(started);
      await waitUntilReady(spec, started, () => probeMinio(server.port));
      return { host: '127.0.0.1', port: server.port, ...keys };
    }),
    'moto-kms': once(async () => {
      const packages = await pythonPackages('moto-5.2.5', ['moto[server]==5.2.5']);
      const port = await freePort();
      const spec = {
        ...{ name: 'moto', command: 'python3', args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)] },
        ...{ environment: { PYTHONPATH: packages }, logFile: logFile('moto') },
      };
      const started = await startProcess(spec);
      processes.push(started);
      await waitUntilReady(spec, started, () => probePort(port));
      return { endpoint: `http://127.0.0.1:${port}` };
    }),
    slapd: once(async () => {
      const { process, ...slapd } = await startSlapd(join(folder, 'slapd'), logFile('slapd'));
      processes.push(process);
      return slapd;
    }),
    vcsim: once(async () => ({ program: await ensureVcsim(announce) })),
  };
}

function listen(socket: string, offers: Offers): Promise<Server> {
  const server = createServer(async (request, response) => {
    // `/NAME` or `/NAME@PLACE`
    const [name = '', place = ''] = (request.url ?? '').slice(1).split('@');
    const offer = offers[name];
    try {
      if (offer === undefined) throw new Error(`There is no test service "${request.url}".`);
      response.end(JSON.stringify(await offer(place)));
    } catch (error) {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.message : String(error));
    }
  });
  server.requestTimeout = 0;
  return new Promise((resolve) => server.listen(socket, () => resolve(server)));
}

function connectionTo(server: { host: string; port: number; user: string; password: string }, database: string) {
  return `postgresql://${server.user}:${server.password}@${server.host}:${server.port}/${database}`;
}

/** Started at most once; a failure is told to every caller. */
function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= start();
    return started;
  };
}

function oncePerPlace<T>(start: (place: string) => Promise<T>): (place: string) => Promise<T> {
  const started = new Map<string, Promise<T>>();
  return (place) => {
    const known = started.get(place) ?? start(place);
    started.set(place, known);
    return known;
  };
}
