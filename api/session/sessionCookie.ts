import type { IncomingHttpHeaders } from 'node:http';
import { cookieNamed } from './cookieNamed.ts';

/** The cookie of the console's session. */
export interface SessionCookie {
  read(headers: IncomingHttpHeaders): string | null;
  /** @returns the value of Set-Cookie; it goes when the browser is closed */
  set(token: string): string;
  clear(): string;
}

/**
 * No script can read it, and it rides with no request that another site caused.
 * @param options.secure only over TLS, and for this host alone (prefix `__Host-`, RFC 6265bis, 4.1.3.2)
 * @param options.instance tells apart instances on one host: browsers do not look at ports
 */
export function createSessionCookie({ secure, instance }: { secure: boolean; instance: string }): SessionCookie {
  const name = `${secure ? '__Host-' : ''}drover_session_${instance}`;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    read: ({ cookie }) => cookieNamed(name, cookie),
    set: (token) => `${name}=${token}; ${attributes}`,
    clear: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}
