import { z } from 'zod';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { path, secretFromFile } from './variables.ts';

export interface RedisConfig {
  /** `redis:` or `rediss:` (TLS), password included: hand it to the driver, never to a log. */
  url: string;
}

const variables = {
  REDIS_URL: z.string().optional(),
  REDIS_PASSWORD_FILE: path().optional(),
};

/** Redis, from REDIS_URL and REDIS_PASSWORD_FILE; null: each process counts requests for itself. */
export function readRedisConfig(environment?: Environment): RedisConfig | null {
  const given = readVariables(variables, environment);
  if (given.REDIS_URL === undefined) return null;
  const url = URL.canParse(given.REDIS_URL) ? new URL(given.REDIS_URL) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    throw new ConfigurationError('REDIS_URL', 'must read redis://[USER@]HOST[:PORT][/DATABASE], or rediss:// for TLS');
  }
  if (given.REDIS_PASSWORD_FILE !== undefined) {
    url.password = encodeURIComponent(secretFromFile('REDIS_PASSWORD_FILE', given.REDIS_PASSWORD_FILE));
  }
  return { url: url.href };
}
