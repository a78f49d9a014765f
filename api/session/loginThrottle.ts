import { rateLimit } from 'express-rate-limit';
import { ApiError } from '../http/apiError.ts';

/** Ten attempts a minute per address, counted before the password is looked at; a login that succeeds is not counted. */
export function loginThrottle() {
  return rateLimit({
    windowMs: 60_000,
    limit: 10,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: true,
    handler: (_request, _response, next) => {
      next(new ApiError('auth.throttled', 'There were ten failed logins from this address within a minute.'));
    },
  });
}
