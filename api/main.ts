import { Client, Connection } from '@temporalio/client';
import { readApiConfig } from '../config/api.ts';
import { readDatabaseConfig } from '../config/database.ts';
import { readLdapConfig } from '../config/ldap.ts';
import { readLoggingConfig } from '../config/logging.ts';
import { readOidcConfig } from '../config/oidc.ts';
import { readRedisConfig } from '../config/redis.ts';
import { readVersion } from '../config/release.ts';
import { readSecretsConfig } from '../config/secrets.ts';
import { readArtifactsConfig } from '../config/storage.ts';
import { readTemporalConfig } from '../config/temporal.ts';
import { readTracingConfig } from '../config/tracing.ts';
import { createLdapDirectory } from '../identity/ldap/ldapDirectory.ts';
import { createOidcProvider } from '../identity/oidc/oidcProvider.ts';
import { applyMigrations } from '../prisma/applyMigrations.ts';
import { openDatabase } from '../prisma/database.ts';
import { createPayloadKeyShelf } from '../prisma/payloadKeyShelf.ts';
import { loadSigningKey } from '../proof/signingKey.ts';
import { createArtifactLinks } from '../storage/artifactLinks.ts';
import { createFingerprint } from '../storage/fingerprint.ts';
import { deriveKey, ensureKeys } from '../storage/keyFile.ts';
import { openArtifactStore } from '../storage/openArtifactStore.ts';
import { dataConverterWith } from '../storage/payloads/dataConverter.ts';
import { createPayloadCodec } from '../storage/payloads/payloadCodec.ts';
import { makePayloadKey, openPayloadKeys } from '../storage/payloads/payloadKeys.ts';
import { openSecretStore } from '../storage/secrets/openSecretStore.ts';
import { traceFields } from '../tracing/activeTrace.ts';
import { startTracing } from '../tracing/startTracing.ts';
import { openRedis } from './budgets/redis.ts';
import { createLogger } from './logger.ts';
import { startServer } from './server.ts';
import { createAccessTokens } from './session/accessTokens.ts';
import { ensureFirstUser } from './session/firstUser.ts';
import { createSessionCookie } from './session/sessionCookie.ts';
import { createWorkflowGateway } from './temporal/workflowGateway.ts';
import { plainBeyondLoopback } from './tls/plainBeyondLoopback.ts';

/** The API process: settings in, adapters chosen, one JSON line on stdout when it listens. SIGTERM drains it. */
async function main(): Promise<void> {
  const config = readApiConfig();
  const temporal = readTemporalConfig();
  const secretsConfig = readSecretsConfig();
  const { keyFile, signingKeyFile } = secretsConfig;
  const databaseConfig = readDatabaseConfig();
  const redisConfig = readRedisConfig();
  const ldap = readLdapConfig();
  const oidc = readOidcConfig();
  const log = createLogger(readLoggingConfig().level, traceFields);
  const version = readVersion();
  const tracing = await startTracing(readTracingConfig(), { service: 'drover-api', version, log });

  await applyMigrations(databaseConfig);
  const database = openDatabase(databaseConfig);
  const secrets = await openSecretStore(secretsConfig);
  const payloadKeys = openPayloadKeys({ shelf: createPayloadKeyShelf(database), secrets });
  const payloadCodec = createPayloadCodec(payloadKeys, secretsConfig.encryptPayloads);
  const connection = Connection.lazy({
    address: temporal.address,
    tls: temporal.tls,
    apiKey: temporal.apiKey,
  });
  const scheme = config.tls === undefined ? 'http' : 'https';
  const ownUrl = config.port === 0 ? undefined : `${scheme}://${config.host}:${config.port}`;
  const publicUrl = config.publicUrl ?? ownUrl;
  await ensureFirstUser(database, {
    name: config.adminUser,
    passwordFile: config.adminPasswordFile,
    setupTokenFile: config.setupTokenFile,
    url: publicUrl,
    // Never through the log: logs are kept, and read by others.
    tell: (text) => process.stderr.write(text),
  });
  const keys = ensureKeys(keyFile);
  const [instanceKey] = keys;
  const fingerprint = createFingerprint(instanceKey);
  const redis = redisConfig === null ? null : openRedis(redisConfig.url, log);
  const server = await startServer(
    {
      database,
      redis,
      workflows: createWorkflowGateway(
        new Client({
          connection,
          namespace: temporal.namespace,
          interceptors: tracing?.client,
          dataConverter: dataConverterWith(payloadCodec),
        }),
      ),
      artifacts: await openArtifactStore(readArtifactsConfig(), { keyFile, publicUrl }),
      links: createArtifactLinks(keys, publicUrl),
      fingerprint,
      secrets,
      payloadCodec,
      makePayloadKey: (version) => makePayloadKey(secrets, version),
      signingKey: signingKeyFile === undefined ? null : await loadSigningKey(signingKeyFile),
      accessTokens: createAccessTokens(deriveKey(instanceKey, 'access tokens')),
      sessionCookie: createSessionCookie({
        secure: publicUrl?.startsWith('https:') === true,
        instance: fingerprint('session cookie').slice(0, 8),
      }),
      directory: ldap === null ? null : createLdapDirectory(ldap),
      identityProvider: oidc === null ? null : createOidcProvider(oidc),
      log,
      requestSpans: tracing?.requests ?? null,
      metricsToken: config.metricsToken,
      version,
      temporalNamespace: temporal.namespace,
      temporalWebUrl: temporal.uiUrl,
      webDir: config.webDir,
      publicUrl: config.publicUrl,
      trustedProxies: config.trustedProxies,
      hstsSeconds: config.hstsSeconds,
      strictResponses: false,
    },
    config,
  );

  const stop = async () => {
    await server.close();
    redis?.close();
    await Promise.allSettled([database.close(), secrets.close(), connection.close(), tracing?.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  if (plainBeyondLoopback(config)) {
    log.warn(
      { host: config.host },
      'plain HTTP beyond loopback: logins can be read on the way; see TLS in docs/install.md',
    );
  }
  process.stdout.write(`${JSON.stringify({ ready: true, role: 'api', url: server.url })}\n`);
  log.info({ url: server.url }, 'api listens');
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The API stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
