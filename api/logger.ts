import { type Level, type Logger, pino } from 'pino';

const secrets = ['password', 'token', 'authorization', 'sealedSecret', 'passwordHash'];

/** JSON lines on stderr; stdout carries the ready line. Nothing is meant to log secrets: what still does is blotted out. */
export function createLogger(level: Level | 'silent', mixin?: () => object): Logger {
  const redact = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, base: { role: 'api' }, redact, mixin }, pino.destination(2));
}
