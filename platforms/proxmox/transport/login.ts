import type { PlatformCredentials } from '../../../ports/connections.ts';

export type Login =
  | { kind: 'token'; header: string }
  /** A ticket lives two hours and every write needs its CSRF token beside it. */
  | { kind: 'password'; username: string; password: string };

/** `user@realm!name` means an API token whose secret is the password; anything else logs in for a ticket. */
export function loginOf(credentials: Pick<PlatformCredentials, 'username' | 'password'>): Login {
  const { username, password } = credentials;
  if (/^[^!\s]+@[^!\s]+![^!\s]+$/.test(username)) {
    return { kind: 'token', header: `PVEAPIToken=${username}=${password}` };
  }
  return { kind: 'password', username, password };
}

/** Where the API is: port 8006 unless the address names one. A trailing `/` or path is dropped. */
export function apiOrigin(url: string): string {
  const address = new URL(url);
  // URL drops an explicit :443, so only the text tells whether somebody asked for it.
  const port = address.port || (/^https:\/\/[^/]*:443(\/|$)/.test(url) ? '443' : '8006');
  return `https://${address.hostname}:${port}`;
}
