import { z } from 'zod';
import { type Environment, readVariables } from './environment.ts';
import { flag, path, secretFromFile, webAddress } from './variables.ts';

export interface TemporalConfig {
  /** `host:port` of the frontend. */
  address: string;
  namespace: string;
  /** Temporal Web as operators reach it, for links; absent: no links are shown. */
  uiUrl: string | undefined;
  tls: boolean;
  /** Temporal Cloud and the like. */
  apiKey: string | undefined;
}

const variables = {
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/, 'must read HOST:PORT, e.g. 127.0.0.1:7233')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('drover'),
  TEMPORAL_TLS: flag(false),
  TEMPORAL_API_KEY_FILE: path().optional(),
  DROVER_TEMPORAL_UI_URL: webAddress().optional(),
};

/** Temporal, from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS, TEMPORAL_API_KEY_FILE and DROVER_TEMPORAL_UI_URL. */
export function readTemporalConfig(environment?: Environment): TemporalConfig {
  const given = readVariables(variables, environment);
  const keyFile = given.TEMPORAL_API_KEY_FILE;
  return {
    address: given.TEMPORAL_ADDRESS,
    namespace: given.TEMPORAL_NAMESPACE,
    uiUrl: given.DROVER_TEMPORAL_UI_URL,
    tls: given.TEMPORAL_TLS || keyFile !== undefined,
    apiKey: keyFile === undefined ? undefined : secretFromFile('TEMPORAL_API_KEY_FILE', keyFile),
  };
}
