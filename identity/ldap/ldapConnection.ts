import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { Client } from 'ldapts';
import { DroverError } from '../../contract/errors.ts';
import { ldapError } from './ldapError.ts';
import type { LdapOptions } from './ldapOptions.ts';

/**
 * Opens a connection, raises it to TLS unless plain text was allowed, and ends it after the work, at the deadline or when
 * the server ends it.
 * @throws DroverError identity.unreachable, identity.certificate, identity.answer
 */
export async function withLdap<T>(
  options: Pick<LdapOptions, 'url' | 'plain' | 'ca' | 'timeoutMs'>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { url, ca, timeoutMs } = options;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const tls = { host, ...(isIP(host) ? {} : { servername: host }), ...(ca === undefined ? {} : { ca }) };
  const line = watchedLine(url, timeoutMs);
  const client = new Client({
    url,
    // With options for TLS the client takes `ldap://` for TLS from the first byte on.
    ...(url.startsWith('ldaps:') ? { tlsOptions: tls } : {}),
    createConnection: line.once(connectPlain),
    createSecureConnection: line.once(connectSecurely),
  });
  const all = async () => {
    if (url.startsWith('ldap:') && !options.plain) await client.startTLS(tls);
    return work(client);
  };
  try {
    return await Promise.race([all(), line.lost]);
  } catch (error) {
    throw ldapError(error, { url, doing: 'connecting' });
  } finally {
    // A line that is closed ends the login as well; the client's own farewell would wait for a server that is gone.
    line.end();
  }
}

/** Tells when the server has closed the line or taken too long, which the client does not tell after STARTTLS. */
function watchedLine(url: string, timeoutMs: number) {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // It may come when the work has ended and nobody listens.
  lost.catch(() => undefined);
  const lose = (why: string) => reject(new DroverError('identity.unreachable', `${url}: ${why}`));
  const timer = setTimeout(() => lose(`no answer within ${timeoutMs / 1000} s.`), timeoutMs);
  const sockets: Socket[] = [];
  return {
    lost,
    /**
     * Opens at most once. The client would open a lost connection anew by itself, after STARTTLS in plain text: the
     * password that follows would be readable for whoever cut the line.
     */
    once<T extends (...args: never[]) => Socket>(open: T): T {
      let opened = false;
      const first = (...args: Parameters<T>): Socket => {
        if (opened) throw new DroverError('identity.unreachable', `${url} closed the connection.`);
        opened = true;
        const socket = open(...args);
        let failed = false;
        // An error is told by the client as long as it listens, which is until the connection stands.
        socket.on('error', () => {
          failed = true;
        });
        socket.on('close', () =>
          setImmediate(() => lose(failed ? 'the connection broke.' : 'it closed the connection.')),
        );
        sockets.push(socket);
        return socket;
      };
      // The same signature as `open`, which makes what is returned.
      return first as unknown as T;
    },
    end() {
      clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}
