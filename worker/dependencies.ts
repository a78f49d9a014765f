import { join } from 'node:path';
import { Client, type ClientInterceptors, type Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { ControlDependencies } from '../activities/dependencies.ts';
import { createScheduledStarts } from '../api/schedules/scheduledStarts.ts';
import { createWorkflowGateway } from '../api/temporal/workflowGateway.ts';
import { readDatabaseConfig } from '../config/database.ts';
import { readSecretsConfig } from '../config/secrets.ts';
import { readArtifactsConfig } from '../config/storage.ts';
import type { WorkerConfig } from '../config/worker.ts';
import { createArtifactHashes } from '../prisma/artifactHashes.ts';
import { openDatabase } from '../prisma/database.ts';
import { createLimitSource } from '../prisma/limitSource.ts';
import { createPayloadKeyShelf } from '../prisma/payloadKeyShelf.ts';
import { createProgressSink } from '../prisma/progressSink.ts';
import { recordArtifacts } from '../prisma/recordArtifacts.ts';
import { createRunProjection } from '../prisma/runProjection.ts';
import { createSettingsSource } from '../prisma/settingsSource.ts';
import { signCertificate } from '../proof/certificate.ts';
import { loadSigningKey } from '../proof/signingKey.ts';
import { openArtifactStore } from '../storage/openArtifactStore.ts';
import { dataConverterWith } from '../storage/payloads/dataConverter.ts';
import { createPayloadCodec } from '../storage/payloads/payloadCodec.ts';
import { openPayloadKeys } from '../storage/payloads/payloadKeys.ts';
import { openSecretStore } from '../storage/secrets/openSecretStore.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
import { createAddressGuard } from './addressGuard.ts';
import { createMovers } from './movers.ts';
import { createPlatforms } from './platforms.ts';

export interface OpenedDependencies extends ControlDependencies {
  /** Of every client and worker. */
  dataConverter: DataConverter;
  close(): Promise<void>;
}

export interface DependencyOptions {
  config: WorkerConfig;
  /** Folders whose volumes this worker may open. */
  roots: string[];
  connection: Connection;
  /** The store has an artifact that the database does not list. */
  onArtifactUnrecorded(error: unknown): void;
  namespace: string;
  /** Of the client that starts what schedules start. */
  interceptors: ClientInterceptors | undefined;
  log: Logger;
}

/** The composition root: every port gets its adapter here. */
export async function openDependencies(options: DependencyOptions): Promise<OpenedDependencies> {
  const { config } = options;
  const secretsConfig = readSecretsConfig();
  const secrets = await openSecretStore(secretsConfig);
  const database = openDatabase(readDatabaseConfig());
  const store = await openArtifactStore(readArtifactsConfig(), {
    publicUrl: config.publicUrl,
    keyFile: secretsConfig.keyFile,
  });
  const artifacts = recordArtifacts(store, database, options.onArtifactUnrecorded);
  const platforms = createPlatforms(database, { secrets, guard: createAddressGuard(config.allowedAddresses) });
  const payloadKeys = openPayloadKeys({ shelf: createPayloadKeyShelf(database), secrets });
  const dataConverter = dataConverterWith(createPayloadCodec(payloadKeys, secretsConfig.encryptPayloads));
  const key = await loadSigningKey(secretsConfig.signingKeyFile ?? join(config.dataDir, 'secrets', 'signing.pem'));
  return {
    dataConverter,
    platforms,
    artifacts,
    transfer: createTransfer({
      stateDir: join(config.dataDir, 'transfer'),
      roots: options.roots,
      artifacts,
      limits: createLimitSource(database),
    }),
    projection: createRunProjection(database),
    progress: createProgressSink(database),
    settings: createSettingsSource(database),
    artifactHashes: createArtifactHashes(database, options.onArtifactUnrecorded),
    movers: createMovers(options.connection, options.namespace),
    scheduledStarts: createScheduledStarts({
      database,
      workflows: createWorkflowGateway(
        new Client({
          connection: options.connection,
          namespace: options.namespace,
          interceptors: options.interceptors,
          dataConverter,
        }),
      ),
      log: options.log,
    }),
    signer: { instance: key.instance, sign: (body) => signCertificate(body, key.privateKeyPem) },
    async close() {
      await Promise.allSettled([platforms.close(), secrets.close(), database.close()]);
    },
  };
}
