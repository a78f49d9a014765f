import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { csrfHeader } from '../../contract/session.ts';
import { ApiError } from '../http/apiError.ts';

/** Of one session, so that it need not be kept: only who has the cookie's value can make it. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('drover csrf').digest('base64url');
}

/** @throws ApiError auth.csrf */
export function demandCsrfToken(headers: IncomingHttpHeaders, sessionToken: string): void {
  const given = Buffer.from(String(headers[csrfHeader] ?? ''));
  const expected = Buffer.from(csrfTokenOf(sessionToken));
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new ApiError('auth.csrf', `The header ${csrfHeader} is missing or is not that of the session.`);
}

/** The addresses at which the console may be. */
export interface OwnAddresses {
  publicUrl: string | undefined;
}

/**
 * Refuses what a page of another address caused. Browsers say so in `Origin`; who is no browser need not.
 * @throws ApiError auth.csrf
 */
export function demandOwnOrigin(headers: IncomingHttpHeaders, own: OwnAddresses): void {
  const { origin } = headers;
  if (origin === undefined) {
    if (headers['sec-fetch-site'] !== 'cross-site') return;
  } else if (isOwnOrigin(origin, headers, own)) return;
  throw new ApiError('auth.csrf', `The request comes from ${origin?.slice(0, 200) ?? 'another site'}.`);
}

export function isOwnOrigin(origin: string, headers: IncomingHttpHeaders, own: OwnAddresses): boolean {
  const known = [`http://${headers.host}`, `https://${headers.host}`];
  if (own.publicUrl !== undefined) known.push(new URL(own.publicUrl).origin);
  return known.includes(origin);
}
