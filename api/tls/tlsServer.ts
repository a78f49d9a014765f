import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Logger } from 'pino';

/** The API's own certificate (chain) and its key, both PEM. */
export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

const minVersion = 'TLSv1.2';
const lookMs = 2_000;

/**
 * An HTTPS server that shows what the files hold. Whatever renews the certificate just writes them: they are looked at
 * again and again, and new connections get the new one. A pair that does not fit, such as a certificate whose key is
 * not written yet, is left alone. Looking works where notices of changes do not: on network file systems, and for links
 * that are exchanged, as Kubernetes does with mounted secrets.
 */
export function createTlsServer(files: CertificateFiles, listener: RequestListener, log: Logger): Server {
  let shown = readPair(files);
  const server = createServer({ ...shown, minVersion }, listener);
  const look = () => {
    try {
      const next = readPair(files);
      if (next.cert === shown.cert && next.key === shown.key) return;
      server.setSecureContext({ ...next, minVersion });
      shown = next;
      log.info({ validTo: new X509Certificate(next.cert).validTo }, 'certificate renewed');
    } catch (error) {
      log.warn({ err: error }, 'certificate not renewed');
    }
  };
  const paths = [files.certFile, files.keyFile];
  for (const path of paths) watchFile(path, { interval: lookMs }, look);
  server.once('close', () => {
    for (const path of paths) unwatchFile(path, look);
  });
  return server;
}

function readPair({ certFile, keyFile }: CertificateFiles): { cert: string; key: string } {
  const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  if (new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) return pair;
  throw new Error(`The key in ${keyFile} is not that of the certificate in ${certFile}.`);
}
