import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../../prisma/applyMigrations.ts';
import { minioProcess, probeMinio } from '../../start/servers/minio.ts';
import { ask, ensureDatabase, preparePostgres } from '../../start/servers/postgres.ts';
import { probeTemporal, temporalNamespace, temporalProcess } from '../../start/servers/temporal.ts';
import { ensureMinio } from '../../start/setup/minio.ts';
import { ensureTemporal } from '../../start/setup/temporal.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { killProcess } from '../../start/supervisor/killProcess.ts';
import type { ProcessSpec } from '../../start/supervisor/managedProcess.ts';
import { waitUntilReady } from '../../start/supervisor/readiness.ts';
import { createSupervisor } from '../../start/supervisor/supervisor.ts';
import type { DataCentresOptions } from './dataCentres.ts';
import { eventually } from './eventually.ts';

export type MortalServer = 'postgres' | 'temporal' | 'minio';

/** PostgreSQL, Temporal and MinIO as `npm start` runs them: durable, and started again by a supervisor when they die. */
export interface MortalServers {
  /** What the product is told of them. */
  options: Required<Pick<DataCentresOptions, 'servers' | 'environment' | 'secrets'>>;
  /** kill -9; returns when it answers again. */
  kill(name: MortalServer): Promise<void>;
  stop(): Promise<void>;
}

export async function startMortalServers(): Promise<MortalServers> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  // PostgreSQL may have to run as nobody.
  chmodSync(folder, 0o711);
  const runFolder = join(folder, 'run');
  const supervisor = createSupervisor({ runFolder, onTrouble: () => undefined });
  const logFile = (name: string) => join(folder, `${name}.log`);
  const run = (spec: ProcessSpec, probe: () => Promise<unknown>) =>
    supervisor.start(spec, (ready, started) => waitUntilReady(ready, started, probe));

  async function postgres() {
    const password = randomBytes(16).toString('hex');
    const place = { folder: join(folder, 'postgres'), port: await freePort(), logFile: logFile('postgres') };
    const { spec, server } = await preparePostgres({ ...place, password, settings: 'durable' });
    const probe = () => ask(server, 'postgres', 'select 1');
    await run(spec, probe);
    await ensureDatabase(server, 'drover');
    const connectionString = `postgresql://${server.user}:${password}@${server.host}:${server.port}/drover`;
    await applyMigrations(connectionString);
    return { told: { password, connectionString }, probe };
  }
  async function temporal() {
    const [program, port] = [await ensureTemporal(() => undefined), await freePort()];
    const [address, databaseFile] = [`127.0.0.1:${port}`, join(folder, 'temporal.db')];
    const probe = () => probeTemporal(address);
    await run(temporalProcess({ program, port, databaseFile, logFile: logFile('temporal') }), probe);
    return { told: { address, namespace: temporalNamespace }, probe };
  }
  async function minio() {
    const keys = { accessKey: 'drover', secretKey: randomBytes(16).toString('hex') };
    const place = { folder: join(folder, 'minio'), port: await freePort(), logFile: logFile('minio') };
    mkdirSync(place.folder);
    const probe = () => probeMinio(place.port);
    await run(minioProcess({ program: await ensureMinio(() => undefined), ...place, ...keys }), probe);
    return { told: { port: place.port, ...keys }, probe };
  }

  const [database, workflows, store] = await Promise.all([postgres(), temporal(), minio()]);
  const probes = { postgres: database.probe, temporal: workflows.probe, minio: store.probe };
  const noted = (name: MortalServer) => readFileSync(join(runFolder, `${name}.pid`), 'utf8');
  return {
    options: {
      servers: { postgres: database.told, temporal: workflows.told },
      environment: {
        DROVER_ARTIFACTS: `s3+http://127.0.0.1:${store.told.port}/drover`,
        DROVER_S3_ACCESS_KEY: store.told.accessKey,
      },
      secrets: { DROVER_S3_SECRET_KEY_FILE: store.told.secretKey },
    },
    async kill(name) {
      const before = noted(name);
      if (!killProcess(runFolder, name)) throw new Error(`${name} did not run.`);
      const answers = async () => {
        if (noted(name) === before) return false;
        return await probes[name]().then(
          () => true,
          () => false,
        );
      };
      await eventually(`${name} again`, answers, (answered) => answered, { seconds: 60 });
    },
    async stop() {
      await supervisor.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
