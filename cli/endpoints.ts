import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LabInfo } from '../contract/lab.ts';
import { CliError, exitCodes } from './exitCode.ts';

/** `endpoints.json`, which `npm start` writes into its data folder. */
const endpointsSchema = z.object({
  product: z.object({
    url: z.string(),
    apiUrl: z.string(),
    fingerprint256: z.string().nullable(),
    controlUrl: z.string().nullable(),
    apiDocsUrl: z.string(),
    temporalUiUrl: z.string(),
    temporalAddress: z.string(),
    temporalNamespace: z.string(),
    login: z.object({ username: z.string(), password: z.string() }),
    databaseUrl: z.string(),
    dataDir: z.string(),
  }),
  labs: z.object({ vsphere: z.custom<LabInfo>(isLabInfo), proxmox: z.custom<LabInfo>(isLabInfo) }),
});
export type Endpoints = z.infer<typeof endpointsSchema>;

/** @returns undefined when no instance has been started on this folder */
export function readEndpoints(dataDir: string): Endpoints | undefined {
  const file = join(dataDir, 'endpoints.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return endpointsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(exitCodes.failed, `${file} is not what npm start writes; start it again.`, { cause });
  }
}

/** @throws CliError unreachable */
export function needEndpoints(dataDir: string): Endpoints {
  const endpoints = readEndpoints(dataDir);
  if (endpoints !== undefined) return endpoints;
  throw new CliError(
    exitCodes.unreachable,
    `There is no endpoints.json in ${dataDir}; start the lab with npm start, or name its folder with --data.`,
  );
}

function isLabInfo(value: unknown): boolean {
  const info = value as Partial<LabInfo> | null;
  return (
    typeof info === 'object' && info !== null && typeof info.url === 'string' && typeof info.controlUrl === 'string'
  );
}
