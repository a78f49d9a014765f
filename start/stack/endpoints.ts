import { renameSync, writeFileSync } from 'node:fs';
import { postgresUser } from '../servers/postgres.ts';
import { temporalNamespace } from '../servers/temporal.ts';
import type { DataFolder } from './dataFolder.ts';
import type { StackPorts } from './environment.ts';
import { firstUser } from './firstLogin.ts';
import { type InstanceSecrets, readSecret } from './instanceSecrets.ts';
import type { Labs } from './labs.ts';

/** `endpoints.json` in the data folder (mode 0600): what another client needs to be pointed at this instance. */
export interface StackEndpoints {
  product: {
    /** Of the console and the API. */
    url: string;
    apiUrl: string;
    /** It speaks plain HTTP on loopback: there is no certificate to pin. */
    fingerprint256: null;
    /** Faults are armed in the labs; the product has no switch for them. */
    controlUrl: null;
    apiDocsUrl: string;
    temporalUiUrl: string;
    temporalAddress: string;
    temporalNamespace: string;
    login: { username: string; password: string };
    /** Without its password, which is in the data folder's secrets. */
    databaseUrl: string;
    dataDir: string;
  };
  labs: Labs;
}

export function writeEndpoints(
  folder: DataFolder,
  secrets: InstanceSecrets,
  ports: StackPorts,
  labs: Labs,
): StackEndpoints {
  const url = `http://127.0.0.1:${ports.api}`;
  const endpoints: StackEndpoints = {
    product: {
      url,
      apiUrl: `${url}/api/v1`,
      fingerprint256: null,
      controlUrl: null,
      apiDocsUrl: `${url}/api/docs`,
      temporalUiUrl: `http://127.0.0.1:${ports.temporalUi}`,
      temporalAddress: `127.0.0.1:${ports.temporal}`,
      temporalNamespace,
      login: { username: firstUser, password: readSecret(secrets.adminPasswordFile) },
      databaseUrl: `postgresql://${postgresUser}@127.0.0.1:${ports.postgres}/drover`,
      dataDir: folder.root,
    },
    labs,
  };
  const unfinished = `${folder.endpointsFile}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(endpoints, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, folder.endpointsFile);
  return endpoints;
}
