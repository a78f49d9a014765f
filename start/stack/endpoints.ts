import { renameSync, writeFileSync } from 'node:fs';
import type { DataFolder } from './dataFolder.ts';
import type { StackPorts } from './environment.ts';
import { type InstanceSecrets, readSecret } from './instanceSecrets.ts';
import type { Labs } from './labs.ts';

/** `endpoints.json` in the data folder (mode 0600): what another client needs to be pointed at this instance. */
export interface StackEndpoints {
  product: {
    /** Of the console and the API. */
    url: string;
    apiDocsUrl: string;
    temporalUiUrl: string;
    temporalAddress: string;
    login: { username: string; password: string };
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
      apiDocsUrl: `${url}/api/docs`,
      temporalUiUrl: `http://127.0.0.1:${ports.temporalUi}`,
      temporalAddress: `127.0.0.1:${ports.temporal}`,
      login: { username: 'admin', password: readSecret(secrets.adminPasswordFile) },
    },
    labs,
  };
  const unfinished = `${folder.endpointsFile}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(endpoints, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, folder.endpointsFile);
  return endpoints;
}
