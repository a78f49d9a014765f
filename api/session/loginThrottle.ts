import { rateLimit } from 'express-rate-limit';
import type { SettingsSource } from '../../ports/settings.ts';
import type { Redis } from '../budgets/redis.ts';
import { SharedStore } from '../budgets/sharedStore.ts';
import { ApiError } from '../http/apiError.ts';

/** Where secrets are tried: all of them are counted together. */
export const loginPaths = [
  '/auth/login',
  '/auth/console',
  '/auth/token',
  '/auth/refresh',
  '/auth/setup',
  '/auth/password',
  '/auth/directory',
  '/auth/provider/finish',
];

/** Some attempts a minute per address, counted before the secret is looked at; one that succeeds is not counted. */
export function loginThrottle(settings: SettingsSource, redis: Redis | null) {
  return rateLimit({
    windowMs: 60_000,
    limit: async () => (await settings.read()).loginFailuresPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skip: (request) => request.method !== 'POST',
    skipSuccessfulRequests: true,
    ...(redis === null ? {} : { store: new SharedStore(redis, 'logins') }),
    handler: (_request, _response, next) => {
      next(new ApiError('auth.throttled', 'There were too many failed logins from this address within a minute.'));
    },
  });
}
