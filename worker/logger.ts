import pino, { type Logger } from 'pino';
import type { LoggingConfig } from '../config/logging.ts';

/** JSON lines on stderr; stdout carries the ready line. */
export function createLogger(level: LoggingConfig['level'], role: string, mixin?: () => object): Logger {
  return pino(
    {
      level,
      base: { role },
      mixin,
      redact: ['password', '*.password', 'authorization', '*.authorization', 'cookie', '*.cookie'],
    },
    pino.destination(2),
  );
}
