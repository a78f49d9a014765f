import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Health {
  port: number;
  close(): Promise<void>;
}

/** `GET /health`: 200 while the worker polls, 503 before and while it drains. */
export async function serveHealth(host: string, port: number, state: () => string): Promise<Health> {
  const server = createServer((request, response) => {
    const now = state();
    const found = request.url === '/health';
    response.writeHead(found ? (now === 'RUNNING' ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? { state: now } : { state: 'unknown path' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
