import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { checkout } from '../../start/setup/checkout.ts';
import { CommandError, runCommand } from '../../start/setup/runCommand.ts';

/** How the check of a container ends that asks this server. */
async function checked(server: Server, path: string): Promise<number | null> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await runCommand(process.execPath, [join(checkout, 'deploy/healthy.mjs'), `http://127.0.0.1:${port}${path}`]);
    return 0;
  } catch (error) {
    if (error instanceof CommandError) return 1;
    throw error;
  } finally {
    server.close();
  }
}

test('a container is well when its address answers well, also where that speaks TLS alone', async () => {
  const respond: RequestListener = ({ url }, response) => {
    response.writeHead(url === '/health' ? 200 : 503).end();
  };
  const { certPem: cert, keyPem: key } = createSelfSigned({
    commonName: 'x',
    altNames: { dns: ['x'], ip: [] },
    days: 1,
  });
  for (const start of [() => createServer(respond), () => createTlsServer({ cert, key }, respond)]) {
    expect(await checked(start(), '/health')).toBe(0);
    expect(await checked(start(), '/other')).toBe(1);
  }
});
