import { z } from 'zod';
import { type Environment, readVariables } from './environment.ts';

export interface LoggingConfig {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}

const variables = {
  DROVER_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
};

/** Logging, from DROVER_LOG_LEVEL. */
export function readLoggingConfig(environment?: Environment): LoggingConfig {
  return { level: readVariables(variables, environment).DROVER_LOG_LEVEL };
}
