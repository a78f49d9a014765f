import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deleteExpiredKeys } from '../prisma/queries/idempotency.ts';
import type { QuietPosition } from '../prisma/queries/migrations.ts';
import { createApp } from './app.ts';
import { expireApprovals } from './approvals/decide.ts';
import type { ApiDependencies } from './dependencies.ts';
import { serveEvents } from './events/eventServer.ts';
import { reconcile } from './migrations/reconcile.ts';
import { type CertificateFiles, createTlsServer } from './tls/tlsServer.ts';

const reconcileMs = 60_000;
const drainMs = 10_000;

export interface ApiServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080` or, with a certificate of its own, `https://…`. */
  url: string;
  /** Takes no more requests, lets those that run end, then cuts the rest. */
  close(): Promise<void>;
}

export async function startServer(
  dependencies: ApiDependencies,
  { host, port, tls }: { host: string; port: number; tls?: CertificateFiles },
): Promise<ApiServer> {
  const app = createApp(dependencies);
  const server = tls === undefined ? createServer(app) : createTlsServer(tls, app, dependencies.log);
  server.requestTimeout = 60_000;
  const events = serveEvents(server, dependencies);
  await listen(server, host, port);
  let reconciled: QuietPosition | undefined;
  const mending = repeat(reconcileMs, async () => {
    await deleteExpiredKeys(dependencies.database.prisma);
    await expireApprovals(dependencies);
    reconciled = await reconcile(dependencies, { after: reconciled });
  });
  const address = server.address() as AddressInfo;
  const hostname = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${hostname}:${address.port}`,
    async close() {
      mending.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      await Promise.all([closed, events.close(), mending.settled()]);
      clearTimeout(cut);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Runs at once and then again and again, never twice at a time. */
function repeat(pauseMs: number, work: () => Promise<void>) {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = () => {
    running = work()
      // What cannot be reached now is tried again at the next turn.
      .catch(() => undefined)
      .finally(() => {
        if (!stopped) timer = setTimeout(next, pauseMs);
      });
  };
  next();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    settled: () => running,
  };
}
