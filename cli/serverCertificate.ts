import { connect, TLSSocket } from 'node:tls';
import { Agent, buildConnector, setGlobalDispatcher } from 'undici';
import { CliError, exitCodes, usageError } from './exitCode.ts';

/** `AA:BB:...`, as tools print it. @throws CliError usage */
export function fingerprintOf(text: string): string {
  const digits = text.replaceAll(':', '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(digits)) {
    throw usageError(`--fingerprint takes the SHA-256 of a certificate, 64 hexadecimal digits, not ${text}.`);
  }
  return digits.match(/../g)?.join(':') ?? '';
}

/** From now on this process talks to a server of this certificate alone, by HTTP and websocket. */
export function trustOnly(fingerprint256: string): void {
  // A resumed session shows no certificate.
  const open = buildConnector({ rejectUnauthorized: false, maxCachedSessions: 0 });
  const dispatcher = new Agent({
    connect(options, callback) {
      open(options, (error, socket) => {
        if (error !== null) return callback(error, null);
        const seen = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : 'no certificate';
        if (seen === fingerprint256) return callback(null, socket);
        socket.destroy();
        callback(wrongCertificate(options.hostname, seen, fingerprint256), null);
      });
    },
  });
  setGlobalDispatcher(dispatcher);
}

/** Null where this machine trusts the server; else what it shows. @throws CliError unreachable */
export function untrustedCertificate(url: URL): Promise<string | null> {
  const { hostname: host, port } = url;
  const options = { host, port: Number(port || 443), servername: host, rejectUnauthorized: false, timeout: 10_000 };
  return new Promise((resolve, reject) => {
    const unreachable = (why: string) => new CliError(exitCodes.unreachable, `No answer from ${url.origin}: ${why}.`);
    const socket = connect(options, () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      resolve(socket.authorized ? null : fingerprint256);
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(unreachable('it took too long')));
    socket.once('error', (error) => reject(error instanceof CliError ? error : unreachable(error.message)));
  });
}

function wrongCertificate(host: string, seen: string, trusted: string): CliError {
  const remedy = 'Compare it with the server, then add the context anew with the new fingerprint.';
  return new CliError(exitCodes.refused, `${host} shows ${seen}, trusted is ${trusted}. ${remedy}`);
}
