import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An HTTPS server of a test on a port of its own; closing it ends connections too. */
export async function startHttpsServer(
  { keyPem, certPem }: { keyPem: string; certPem: string },
  listener: RequestListener,
): Promise<{ origin: string; close(): void }> {
  const server = createServer({ key: keyPem, cert: certPem }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
