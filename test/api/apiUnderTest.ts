import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { scheduledStartActivities } from '../../activities/scheduledStarts.ts';
import type { Redis } from '../../api/budgets/redis.ts';
import type { ApiDependencies } from '../../api/dependencies.ts';
import { createScheduledStarts } from '../../api/schedules/scheduledStarts.ts';
import { startServer } from '../../api/server.ts';
import { createAccessTokens } from '../../api/session/accessTokens.ts';
import { hashPassword } from '../../api/session/passwords.ts';
import { createSessionCookie } from '../../api/session/sessionCookie.ts';
import { createWorkflowGateway } from '../../api/temporal/workflowGateway.ts';
import type { CertificateFiles } from '../../api/tls/tlsServer.ts';
import { type Client, createClient } from '../../client/client.ts';
import type { Role } from '../../contract/permission.ts';
import type { ArtifactStore } from '../../ports/artifactStore.ts';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { createPayloadKeyShelf } from '../../prisma/payloadKeyShelf.ts';
import { createUser } from '../../prisma/queries/users.ts';
import { recordArtifacts } from '../../prisma/recordArtifacts.ts';
import { loadSigningKey } from '../../proof/signingKey.ts';
import { createArtifactLinks } from '../../storage/artifactLinks.ts';
import { createFingerprint } from '../../storage/fingerprint.ts';
import { createLocalArtifactStore } from '../../storage/localArtifactStore.ts';
import { createPayloadCodec } from '../../storage/payloads/payloadCodec.ts';
import { makePayloadKey, openPayloadKeys } from '../../storage/payloads/payloadKeys.ts';
import { openSecretStore } from '../../storage/secrets/openSecretStore.ts';
import { traceFields } from '../../tracing/activeTrace.ts';
import type { Tracing } from '../../tracing/openTracing.ts';
import { usePostgres } from '../support/postgres.ts';
import { useFakeWorkflowBundle, useTemporal } from '../support/temporal.ts';

export interface ApiUnderTest {
  url: string;
  database: Database;
  artifacts: ArtifactStore;
  dependencies: ApiDependencies;
  temporal: TemporalClient;
  taskQueue: string;
  /** The instance's key file. */
  keyFile: string;
  /** Everything that was logged. */
  logged(): string;
  token(role?: Role): Promise<string>;
  client(role?: Role): Promise<Client>;
  clientOf(token: string): Client;
  /** A worker with the workflows of fakeWorkflows.ts, until it is stopped. */
  startWorker(): Promise<() => Promise<void>>;
}

/** Of the scraper. */
export const metricsToken = randomBytes(16).toString('hex');

export interface ApiChanges {
  directory?: ApiDependencies['directory'];
  identityProvider?: ApiDependencies['identityProvider'];
  publicUrl?: string;
  port?: number;
  temporalAddress?: string;
  webDir?: string;
  redis?: Redis;
  tracing?: Tracing;
  trustedProxies?: string[];
  hstsSeconds?: number;
  tls?: CertificateFiles;
}

/** The API on a real port, with a real database, a real Temporal and the local artifact store. Call it in `beforeAll`. */
export async function startApi(changes: ApiChanges = {}): Promise<ApiUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  const database = openDatabase(await usePostgres());
  const served = await useTemporal();
  const address = changes.temporalAddress ?? served.address;
  const connection = Connection.lazy({ address });
  const interceptors = changes.tracing?.client;
  const temporal = new TemporalClient({ connection, namespace: served.namespace, interceptors });
  const taskQueue = `api-test-${randomUUID()}`;
  const lines: string[] = [];
  const links = createArtifactLinks([randomBytes(32)], '');
  const secrets = await openSecretStore({ keyFile: join(folder, 'key') });
  const payloadCodec = createPayloadCodec(
    openPayloadKeys({ shelf: createPayloadKeyShelf(database), secrets, lookMs: 0 }),
  );
  const dependencies: ApiDependencies = {
    database,
    redis: changes.redis ?? null,
    workflows: createWorkflowGateway(temporal, {
      ...{ taskQueue, workerWaitMs: 1500, askMs: 3000, commandMs: 1500, serviceMs: 2000 },
    }),
    artifacts: recordArtifacts(createLocalArtifactStore(join(folder, 'artifacts'), links), database, (error) => {
      throw error;
    }),
    links,
    ...{ secrets, payloadCodec, makePayloadKey: (version) => makePayloadKey(secrets, version) },
    directory: changes.directory ?? null,
    identityProvider: changes.identityProvider ?? null,
    fingerprint: createFingerprint(randomBytes(32)),
    signingKey: await loadSigningKey(join(folder, 'signing.pem')),
    accessTokens: createAccessTokens(randomBytes(32)),
    sessionCookie: createSessionCookie({ secure: false, instance: 'test' }),
    log: pino({ level: 'debug', mixin: traceFields }, { write: (line: string) => void lines.push(line) }),
    requestSpans: changes.tracing?.requests ?? null,
    metricsToken,
    version: '0.0.0',
    temporalNamespace: served.namespace,
    temporalWebUrl: 'http://127.0.0.1:8233',
    webDir: changes.webDir,
    publicUrl: changes.publicUrl,
    trustedProxies: changes.trustedProxies ?? [],
    hstsSeconds: changes.hstsSeconds ?? 0,
    strictResponses: true,
  };
  const server = await startServer(dependencies, { host: '127.0.0.1', port: changes.port ?? 0, tls: changes.tls });
  const stops: (() => Promise<void>)[] = [];
  afterAll(async () => {
    await server.close();
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all([database.close(), connection.close()]);
    rmSync(folder, { recursive: true });
  });

  const token = async (role: Role = 'admin') => {
    await createUser(database.prisma, { name: role, passwordHash: await hashPassword('test'), role });
    const session = await createClient({ baseUrl: server.url }).login({ body: { username: role, password: 'test' } });
    return session.token;
  };
  return {
    url: server.url,
    ...{ database, dependencies, temporal, taskQueue, token },
    artifacts: dependencies.artifacts,
    keyFile: join(folder, 'key'),
    logged: () => lines.join(''),
    client: async (role) => createClient({ baseUrl: server.url, token: await token(role) }),
    clientOf: (held) => createClient({ baseUrl: server.url, token: held }),
    async startWorker() {
      const stop = await runWorker(served, taskQueue, dependencies);
      stops.push(stop);
      return stop;
    },
  };
}

let installed = false;

async function runWorker(
  { address, namespace }: { address: string; namespace: string },
  taskQueue: string,
  dependencies: ApiDependencies,
) {
  if (!installed) Runtime.install({ logger: new DefaultLogger('ERROR') });
  installed = true;
  const connection = await NativeConnection.connect({ address });
  const workflowBundle = await useFakeWorkflowBundle();
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue, workflowBundle },
    // The product's own: what a schedule starts is what the API starts.
    activities: scheduledStartActivities({ scheduledStarts: createScheduledStarts(dependencies) }),
  });
  const running = worker.run();
  let stopped = false;
  return async () => {
    if (stopped) return;
    stopped = true;
    worker.shutdown();
    await running;
    await connection.close();
  };
}

/** A source and a target connection of the given names. Returns their ids. */
export async function addConnections(client: Client, suffix = ''): Promise<{ source: string; target: string }> {
  const login = { username: 'u', password: 'planted-secret' };
  const [source, target] = await Promise.all([
    client.createConnection({
      body: { name: `vcenter${suffix}`, kind: 'vsphere', url: 'https://vcenter.example.org', ...login },
    }),
    client.createConnection({
      body: { name: `pve${suffix}`, kind: 'proxmox', url: 'https://pve.example.org', ...login },
    }),
  ]);
  return { source: source.id, target: target.id };
}
