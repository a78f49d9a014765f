import { createHmac, timingSafeEqual } from 'node:crypto';

const lifeSeconds = 2 * 3600;
const skewSeconds = 300;

/** Makes and checks login tickets and CSRF tokens (PVE/Ticket.pm): both live two hours. */
export interface TicketOffice {
  issue(userid: string): { ticket: string; csrfToken: string };
  /** @returns the user, or undefined when forged or expired. */
  verifyTicket(ticket: string): string | undefined;
  verifyCsrfToken(token: string, userid: string): boolean;
}

/**
 * @param now seconds since the epoch.
 */
export function createTicketOffice(key: string, now: () => number): TicketOffice {
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64');
  const fresh = (stampHex: string): boolean => {
    const age = now() - Number.parseInt(stampHex, 16);
    return age > -skewSeconds && age < lifeSeconds;
  };
  return {
    issue(userid) {
      const stamp = Math.floor(now()).toString(16).toUpperCase().padStart(8, '0');
      const plain = `PVE:${userid}:${stamp}`;
      return { ticket: `${plain}::${sign(plain)}`, csrfToken: `${stamp}:${sign(`${stamp}:${userid}`)}` };
    },
    verifyTicket(ticket) {
      const match = /^(PVE:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket);
      const [, plain = '', userid, stamp = '', signature = ''] = match ?? [];
      return userid && sameText(signature, sign(plain)) && fresh(stamp) ? userid : undefined;
    },
    verifyCsrfToken(token, userid) {
      const [stamp = '', signature = ''] = token.split(':');
      return /^[0-9A-F]{8}$/.test(stamp) && sameText(signature, sign(`${stamp}:${userid}`)) && fresh(stamp);
    },
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
