import { randomUUID } from 'node:crypto';
import type { Collector } from '../properties/collector.ts';
import type { PendingPages } from '../properties/retrieve.ts';
import type { Data } from '../vim/values.ts';
import type { User } from './privileges.ts';

/** A login. Views, filters, pages and collectors live and die with it. */
export interface Session {
  /** What clients may know: UserSession.key. */
  key: string;
  /** What authenticates: the value of the cookie. Never equal to the key. */
  cookie: string;
  user: User;
  loginTime: Date;
  lastActive: Date;
  callCount: number;
  userAgent: string;
  address: string;
  /** Ids of objects that vanish with the session. */
  objects: Set<string>;
  collectors: Map<string, Collector>;
  pages: Map<string, PendingPages>;
  cloneTickets: Set<string>;
}

export class SessionStore {
  readonly #byCookie = new Map<string, Session>();
  readonly #idleMilliseconds: number;
  readonly #onEnd: (session: Session) => void;

  constructor(idleMilliseconds: number, onEnd: (session: Session) => void) {
    this.#idleMilliseconds = idleMilliseconds;
    this.#onEnd = onEnd;
  }

  open(user: User, client: { userAgent: string; address: string }): Session {
    const now = new Date();
    const session: Session = {
      key: `52${randomUUID().slice(2)}`,
      cookie: newCookie(),
      user,
      loginTime: now,
      lastActive: now,
      callCount: 0,
      ...client,
      objects: new Set(),
      collectors: new Map(),
      pages: new Map(),
      cloneTickets: new Set(),
    };
    this.#byCookie.set(session.cookie, session);
    return session;
  }

  /** The live session of a cookie's value (with or without quotes); counts as activity. */
  find(cookie: string | undefined): Session | undefined {
    const session = cookie === undefined ? undefined : this.#byCookie.get(cookie.replace(/^"|"$/g, ''));
    if (session === undefined) return undefined;
    const now = new Date();
    if (now.getTime() - session.lastActive.getTime() > this.#idleMilliseconds) {
      this.end(session);
      return undefined;
    }
    session.lastActive = now;
    return session;
  }

  /** The former cookie authenticates nobody from then on. */
  changeCookie(session: Session): void {
    this.#byCookie.delete(session.cookie);
    session.cookie = newCookie();
    this.#byCookie.set(session.cookie, session);
  }

  withTicket(ticket: string): Session | undefined {
    return [...this.#byCookie.values()].find((session) => session.cloneTickets.delete(ticket));
  }

  isActive(key: string, username: string): boolean {
    return this.all().some((session) => session.key === key && session.user.username === username);
  }

  byKey(key: string): Session | undefined {
    return this.all().find((session) => session.key === key);
  }

  all(): Session[] {
    return [...this.#byCookie.values()];
  }

  end(session: Session): void {
    if (this.#byCookie.delete(session.cookie)) this.#onEnd(session);
  }
}

function newCookie(): string {
  return randomUUID().replaceAll('-', '') + randomUUID().slice(0, 8);
}

/** `Set-Cookie` of a session, as vCenter writes it. */
export function cookieHeader({ cookie }: Session): string {
  return `vmware_soap_session="${cookie}"; Path=/; HttpOnly; Secure`;
}

export function userSession(session: Session): Data {
  return {
    $type: 'UserSession',
    key: session.key,
    userName: session.user.username,
    fullName: `Lab ${session.user.role}`,
    loginTime: session.loginTime,
    lastActiveTime: session.lastActive,
    locale: 'en',
    messageLocale: 'en',
    extensionSession: false,
    ipAddress: session.address,
    userAgent: session.userAgent,
    callCount: session.callCount,
  };
}

/** The value of `vmware_soap_session` in a Cookie header, quotes included. */
export function sessionCookie(header: string | undefined): string | undefined {
  return /(?:^|;\s*)vmware_soap_session=("[^"]*"|[^;\s]*)/.exec(header ?? '')?.[1];
}
