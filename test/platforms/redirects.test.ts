import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWorkerConfig } from '../../config/worker.ts';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { testProxmoxConnection } from '../../platforms/proxmox/testConnection.ts';
import { testVsphereConnection } from '../../platforms/vsphere/testConnection.ts';
import { openRangeSource } from '../../transfer/https/rangeSource.ts';
import { createAddressGuard } from '../../worker/addressGuard.ts';

/** A server that a connection may lead to, and that sends on to one that it must not. */

const { certPem, keyPem, fingerprint256 } = createSelfSigned({
  commonName: 'Sends on',
  altNames: { dns: [], ip: ['127.0.0.1'] },
  days: 2,
});
// Both are let through: what is not followed need not be refused.
const guard = createAddressGuard(readWorkerConfig({ DROVER_ALLOW_ADDRESSES: '127.0.0.0/8' }).allowedAddresses);
let status = 302;
let asked = 0;
const metadata = createServer((_, response) => {
  asked += 1;
  response.end('role: administrator');
});
let sends = '';
const sendingOn = createTlsServer({ cert: certPem, key: keyPem }, (request, response) => {
  request.resume();
  response.writeHead(status, { location: sends }).end();
});
const listen = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
let url = '';

beforeAll(async () => {
  sends = `http://127.0.0.1:${await listen(metadata)}/latest/meta-data`;
  url = `https://127.0.0.1:${await listen(sendingOn)}`;
});
afterAll(() => {
  for (const server of [metadata, sendingOn]) {
    server.closeAllConnections();
    server.close();
  }
});

test.each([301, 302, 307, 308])(
  'nobody follows what is answered with %i, and nothing of where it leads is told',
  async (sent) => {
    status = sent;
    const credentials = { url, username: 'u@pve!t', password: 'p', fingerprint256, guard };
    for (const run of [testVsphereConnection, testProxmoxConnection]) {
      const { ok, steps } = await run(credentials);
      expect(ok).toBe(false);
      expect(steps.at(-1)).toMatchObject({ name: 'login', ok: false });
      expect(JSON.stringify(steps)).not.toContain('administrator');
    }
    const source = openRangeSource({
      ...{ transport: 'https', url: `${url}/folder/x`, capacityBytes: 512, parallelReads: 1, guard, fingerprint256 },
      authorisation: async () => ({}),
    });
    await expect(source.read(0, 512, AbortSignal.timeout(5000))).rejects.toMatchObject({ code: 'platform.protocol' });
    await source.close();
    expect(asked).toBe(0);
  },
);
