import type { Environment } from '../../config/environment.ts';
import { moverVariables } from '../../config/moverVariables.ts';
import { postgresUser } from '../servers/postgres.ts';
import { temporalNamespace } from '../servers/temporal.ts';
import type { DataFolder } from './dataFolder.ts';
import type { InstanceSecrets } from './instanceSecrets.ts';

export interface StackPorts {
  postgres: number;
  temporal: number;
  temporalUi: number;
  api: number;
  minio: number | undefined;
}

export interface EnvironmentParts {
  folder: DataFolder;
  secrets: InstanceSecrets;
  ports: StackPorts;
  s3AccessKey: string;
  s3Bucket: string;
  webDir: string;
  workflowBundle: string;
  moverNode: string;
  moverRoots: string[];
}

/** What the product's processes are told, each only what it needs; read back by config/ alone. */
export function productEnvironments(parts: EnvironmentParts): {
  api: Environment;
  control: Environment;
  mover: Environment;
} {
  const { folder, secrets, ports } = parts;
  const common = {
    DROVER_DATABASE_URL: `postgresql://${postgresUser}@127.0.0.1:${ports.postgres}/drover`,
    DROVER_DATABASE_PASSWORD_FILE: secrets.databasePasswordFile,
    DROVER_KEY_FILE: secrets.keyFile,
    DROVER_SIGNING_KEY_FILE: secrets.signingKeyFile,
    DROVER_DATA_DIR: folder.root,
    DROVER_PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    DROVER_TEMPORAL_UI_URL: `http://127.0.0.1:${ports.temporalUi}`,
    // The labs are on this machine.
    DROVER_ALLOW_ADDRESSES: '127.0.0.0/8,::1',
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: temporalNamespace,
    ...artifactVariables(parts),
  };
  const worker = { ...common, DROVER_WORKFLOW_BUNDLE: parts.workflowBundle };
  return {
    api: {
      ...common,
      DROVER_API_HOST: '127.0.0.1',
      DROVER_API_PORT: String(ports.api),
      DROVER_WEB_DIR: parts.webDir,
      DROVER_SETUP_TOKEN_FILE: secrets.setupTokenFile,
    },
    control: worker,
    mover: {
      ...worker,
      ...moverVariables,
      DROVER_MOVER_NODE: parts.moverNode,
      DROVER_MOVER_ROOTS: parts.moverRoots.join(':'),
    },
  };
}

function artifactVariables({ ports, folder, secrets, s3AccessKey, s3Bucket }: EnvironmentParts): Environment {
  if (ports.minio === undefined) return { DROVER_ARTIFACTS: `local:${folder.artifacts}` };
  return {
    DROVER_ARTIFACTS: `s3+http://127.0.0.1:${ports.minio}/${s3Bucket}`,
    DROVER_S3_ACCESS_KEY: s3AccessKey,
    DROVER_S3_SECRET_KEY_FILE: secrets.s3SecretKeyFile,
  };
}
