import { createHmac, timingSafeEqual } from 'node:crypto';

const lifeSeconds = 2 * 3600;
const skewSeconds = 300;
const vncLifeSeconds = 40;
const vncSkewSeconds = 20;

/** Makes and checks login tickets and CSRF tokens (PVE/Ticket.pm): both live two hours; those for consoles, 40 seconds. */
export interface TicketOffice {
  issue(userid: string): { ticket: string; csrfToken: string };
  /** @returns the user, or undefined when forged or expired. */
  verifyTicket(ticket: string): string | undefined;
  verifyCsrfToken(token: string, userid: string): boolean;
  /** For one console: bound to who asked, the path of the VM and the port. */
  issueVncTicket(user: string, path: string, port: number): string;
  verifyVncTicket(ticket: string, user: string, path: string, port: number): boolean;
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
  const signVnc = (stamp: string, user: string, path: string, port: number): string =>
    sign(`PVEVNC:${stamp}:${user}:${path}:${port}`);
  return {
    issueVncTicket(user, path, port) {
      const stamp = stampOf(now());
      return `PVEVNC:${stamp}::${signVnc(stamp, user, path, port)}`;
    },
    verifyVncTicket(ticket, user, path, port) {
      const [, stamp = '', signature = ''] = /^PVEVNC:([0-9A-F]{8})::(.+)$/.exec(ticket) ?? [];
      const age = now() - Number.parseInt(stamp, 16);
      const fits = sameText(signature, signVnc(stamp, user, path, port));
      return stamp !== '' && fits && age > -vncSkewSeconds && age < vncLifeSeconds;
    },
    issue(userid) {
      const stamp = stampOf(now());
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

function stampOf(seconds: number): string {
  return Math.floor(seconds).toString(16).toUpperCase().padStart(8, '0');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
