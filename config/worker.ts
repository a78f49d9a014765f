import { z } from 'zod';
import { type AllowedRange, allowedAddresses } from './allowedAddresses.ts';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { folders, path, port, webAddress } from './variables.ts';

export interface WorkerConfig {
  /** Workflow code bundled beforehand; absent: the worker bundles it at start. */
  workflowBundle: string | undefined;
  healthHost: string;
  /** 0: any free port, which the worker prints when it is ready. */
  healthPort: number;
  /** Address under which Proxmox VE reaches the API's signed artifact URLs. */
  publicUrl: string | undefined;
  /** Folder for journals, ledgers and certificates that have no better place. */
  dataDir: string;
  /** Seconds that running activities get to hand over after SIGTERM. */
  shutdownGraceSeconds: number;
  /** Loopback, link-local and other addresses that connections may lead to all the same. */
  allowedAddresses: AllowedRange[];
}

export interface MoverConfig {
  /** How the mover is called in logs and in the console. */
  name: string;
  /** Proxmox VE node whose volumes the mover opens; names its task queue. */
  node: string;
  /** Absolute folders under which it opens volumes; everything else is refused. */
  roots: string[];
}

const workerVariables = {
  DROVER_WORKFLOW_BUNDLE: path().optional(),
  DROVER_HEALTH_HOST: z.string().default('127.0.0.1'),
  DROVER_HEALTH_PORT: port(0),
  DROVER_PUBLIC_URL: webAddress().optional(),
  DROVER_DATA_DIR: path().default('.drover'),
  DROVER_SHUTDOWN_GRACE_SECONDS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of seconds from 0 to 9999')
    .transform(Number)
    .default(5),
  DROVER_ALLOW_ADDRESSES: allowedAddresses(),
};

const moverVariables = {
  DROVER_MOVER_NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and "-"')
    .optional(),
  DROVER_MOVER_NODE: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/, 'must be the name of a Proxmox VE node, e.g. pve1')
    .optional(),
  DROVER_MOVER_ROOTS: folders().optional(),
};

/** Every worker, from DROVER_WORKFLOW_BUNDLE, DROVER_HEALTH_HOST/PORT, DROVER_PUBLIC_URL, DROVER_DATA_DIR, DROVER_SHUTDOWN_GRACE_SECONDS and DROVER_ALLOW_ADDRESSES. */
export function readWorkerConfig(environment?: Environment): WorkerConfig {
  const given = readVariables(workerVariables, environment);
  return {
    workflowBundle: given.DROVER_WORKFLOW_BUNDLE,
    healthHost: given.DROVER_HEALTH_HOST,
    healthPort: given.DROVER_HEALTH_PORT,
    publicUrl: given.DROVER_PUBLIC_URL,
    dataDir: given.DROVER_DATA_DIR,
    shutdownGraceSeconds: given.DROVER_SHUTDOWN_GRACE_SECONDS,
    allowedAddresses: given.DROVER_ALLOW_ADDRESSES,
  };
}

/** A worker in the mover's role, from DROVER_MOVER_NAME, DROVER_MOVER_NODE and DROVER_MOVER_ROOTS. */
export function readMoverConfig(environment?: Environment): MoverConfig {
  const given = readVariables(moverVariables, environment);
  const node = given.DROVER_MOVER_NODE;
  if (node === undefined) {
    throw new ConfigurationError(
      'DROVER_MOVER_NODE',
      'is not set: name the Proxmox VE node whose volumes this mover opens, e.g. pve1',
    );
  }
  const roots = given.DROVER_MOVER_ROOTS;
  if (roots === undefined) {
    throw new ConfigurationError(
      'DROVER_MOVER_ROOTS',
      'is not set: list the folders whose volumes this mover may open, separated by ":", e.g. /dev/pve:/var/lib/vz/images',
    );
  }
  return { name: given.DROVER_MOVER_NAME ?? `mover-${node.toLowerCase()}`, node, roots };
}
