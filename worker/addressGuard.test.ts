import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readWorkerConfig } from '../config/worker.ts';
import { testProxmoxConnection } from '../platforms/proxmox/testConnection.ts';
import { httpGet } from '../platforms/vsphere/session/httpGet.ts';
import { PinnedAgent } from '../platforms/vsphere/session/pinnedAgent.ts';
import { testVsphereConnection } from '../platforms/vsphere/testConnection.ts';
import type { AddressGuard } from '../ports/addressGuard.ts';
import { openRangeSource } from '../transfer/https/rangeSource.ts';
import { createAddressGuard } from './addressGuard.ts';

const allowing = (text: string) =>
  createAddressGuard(readWorkerConfig({ DROVER_ALLOW_ADDRESSES: text }).allowedAddresses);

const resolved = (guard: AddressGuard, name: string, all = false) =>
  new Promise<unknown>((resolve, reject) => {
    guard.lookup(name, { all }, (error, address) => (error === null ? resolve(address) : reject(error)));
  });

test.each([
  ...['127.0.0.1', '127.255.1.2', '0.0.0.0', '169.254.169.254', '169.254.0.1', '224.0.0.1', '255.255.255.255'],
  ...['100.100.100.200', '168.63.129.16', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'ff02::1', 'fd00:ec2::254'],
  ...['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::169.254.169.254', '64:ff9b::7f00:1'],
])('%s is refused', (address) => {
  expect(() => allowing('').demand(address)).toThrow('not allowed');
});

test.each(['10.0.0.1', '192.168.1.1', '172.16.0.1', '8.8.8.8', 'fd12:3456::1', '2001:db8::1', 'vcenter.example.org'])(
  '%s is let through: vCenters live in private networks',
  (address) => allowing('').demand(address),
);

test('what is allowed by configuration is let through, and no more', () => {
  const guard = allowing('127.0.0.0/8, fe80::5');
  guard.demand('127.0.0.1');
  guard.demand('::ffff:127.0.0.1');
  guard.demand('fe80::5');
  for (const address of ['fe80::6', '::1', '169.254.169.254']) expect(() => guard.demand(address)).toThrow();
  for (const text of ['127.0.0.0/33', 'localhost', '127.0.0.1/8/8', '10.1', '::1,,']) {
    expect(() => allowing(text), text).toThrow('DROVER_ALLOW_ADDRESSES');
  }
});

test('a name counts by what it resolves to when the connection is made', async () => {
  await expect(resolved(allowing(''), 'localhost')).rejects.toMatchObject({ code: 'platform.address-refused' });
  await expect(resolved(allowing(''), 'localhost', true)).rejects.toMatchObject({ code: 'platform.address-refused' });
  const guard = allowing('127.0.0.0/8,::1');
  expect(await resolved(guard, 'localhost')).toMatch(/^(127\.0\.0\.1|::1)$/);
  expect(await resolved(guard, 'localhost', true)).toContainEqual(
    expect.objectContaining({ address: expect.any(String) }),
  );
});

test.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])(
  'no adapter and no reader connects to %s, whoever listens there',
  async (host) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
    onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
    const { port } = server.address() as { port: number };
    const guard = allowing('');
    const credentials = { url: `https://${host}:${port}`, username: 'u@pve!t', password: 'p', guard };
    for (const run of [testProxmoxConnection, testVsphereConnection]) {
      const { ok, steps } = await run(credentials);
      expect(ok).toBe(false);
      expect(steps.at(-1)?.detail).toMatch(/not allowed/);
    }
    const source = openRangeSource({
      ...{ transport: 'https', url: `https://${host}:${port}/folder/x`, capacityBytes: 512, parallelReads: 1, guard },
      authorisation: async () => ({}),
    });
    await expect(source.read(0, 512, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'platform.address-refused',
    });
    await source.close();
    const agent = new PinnedAgent({ guard });
    const asked = httpGet(new URL(credentials.url), { agent, signal: AbortSignal.timeout(5000), silenceMs: 5000 });
    await expect(asked).rejects.toMatchObject({ code: 'platform.address-refused' });
    expect(connections).toBe(0);
  },
);
