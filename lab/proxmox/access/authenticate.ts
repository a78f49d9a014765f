import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FaultSwitch } from '../../faults/faultSwitch.ts';
import { notAuthenticated } from '../http/apiError.ts';
import type { AccessConfig, Identity } from './accessConfig.ts';
import type { TicketOffice } from './tickets.ts';

export interface Authenticator {
  config: AccessConfig;
  tickets: TicketOffice;
  faults: FaultSwitch;
}

/**
 * Who sends this request: by API token or by ticket (with a CSRF token for anything but GET).
 * @param needsCsrf false for uploads, which a browser form sends.
 * @throws ApiError 401
 */
export function authenticate(parts: Authenticator, request: IncomingMessage, needsCsrf: boolean): Identity {
  const token = /^PVEAPIToken[= ](.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined) return tokenIdentity(parts, token);
  const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (cookie === undefined) throw notAuthenticated('No ticket');
  const userid = parts.tickets.verifyTicket(safeDecode(cookie));
  if (userid === undefined || !parts.config.users[userid]?.enabled) throw notAuthenticated();
  if (parts.faults.strike('ticket-expiry', { user: userid })) throw notAuthenticated();
  if (needsCsrf && request.method !== 'GET') {
    const csrf = request.headers['csrfpreventiontoken'];
    if (typeof csrf !== 'string' || !parts.tickets.verifyCsrfToken(csrf, userid)) {
      throw notAuthenticated('Permission denied - invalid csrf token');
    }
  }
  return { userid };
}

function tokenIdentity(parts: Authenticator, text: string): Identity {
  const [, tokenId = '', userid = '', secret = ''] = /^(([^\s:/!]+@[^\s:/!]+)![A-Za-z][\w.-]+)=(.+)$/.exec(text) ?? [];
  const entry = parts.config.tokens[tokenId];
  if (!entry || !parts.config.users[userid]?.enabled || !sameText(secret, entry.secret)) throw notAuthenticated();
  if (entry.expire !== 0 && entry.expire < Date.now() / 1000) throw notAuthenticated();
  if (parts.faults.strike('token-refused', { user: tokenId })) throw notAuthenticated();
  return { userid, tokenId };
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
