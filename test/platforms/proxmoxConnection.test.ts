import { afterEach, describe, expect, test } from 'vitest';
import { createProxmoxPlatform } from '../../platforms/proxmox/proxmoxPlatform.ts';
import { testProxmoxConnection } from '../../platforms/proxmox/testConnection.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { noAbort } from './targetPlatformContract.ts';

const running = proxmoxLab();
const otherFingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

afterEach(() => running.lab().datacenter.faults.disarmAll());

describe('a connection test', () => {
  test.each(['token', 'password'] as const)('passes with the least privileges, by %s', async (kind) => {
    const result = await testProxmoxConnection(running.credentials(kind));
    expect(result.steps.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      'resolve true',
      'connect true',
      'certificate true',
      'login true',
      'version true',
      'privileges true',
    ]);
    expect(result).toMatchObject({
      ok: true,
      fingerprint256: running.lab().info.fingerprint256,
      missingPrivileges: [],
    });
    expect(result.product).toMatch(/^Proxmox VE \d/);
  });

  test('names a host that does not resolve', async () => {
    const result = await testProxmoxConnection({ ...running.credentials(), url: 'https://nowhere.invalid' });
    expect(result.steps).toMatchObject([{ name: 'resolve', ok: false }]);
    expect(result.steps[0]?.remedy).not.toBeNull();
  });

  test('names a port where nothing listens', async () => {
    const port = await freePort();
    const result = await testProxmoxConnection({ ...running.credentials(), url: `https://127.0.0.1:${port}` });
    expect(result.steps.at(-1)).toMatchObject({ name: 'connect', ok: false });
  });

  test('shows a fingerprint that nobody has confirmed, and trusts it not', async () => {
    const result = await testProxmoxConnection({ ...running.credentials(), fingerprint256: undefined });
    expect(result.steps.at(-1)).toMatchObject({ name: 'certificate', ok: false });
    expect(result.fingerprint256).toBe(running.lab().info.fingerprint256);
  });

  test('names a wrong password', async () => {
    const result = await testProxmoxConnection({ ...running.credentials('password'), password: 'wrong' });
    expect(result.steps.at(-1)).toMatchObject({ name: 'login', ok: false });
    expect(JSON.stringify(result)).not.toContain(running.credentials('password').password);
  });

  test('names the privileges that are lacking', async () => {
    const result = await testProxmoxConnection(running.credentials('readonly'));
    expect(result.steps.at(-1)).toMatchObject({ name: 'privileges', ok: false });
    expect(result.missingPrivileges).toContain('VM.Allocate on /vms');
  });
});

test.each([
  ['another certificate than the confirmed one', otherFingerprint],
  ['a certificate that nobody vouches for', undefined],
])('a server with %s gets no byte of ours', async (_, fingerprint256) => {
  const before = (await running.requests()).length;
  const platform = createProxmoxPlatform({ ...running.credentials('password'), fingerprint256 });
  await expect(platform.about(noAbort)).rejects.toMatchObject({ code: 'platform.certificate' });
  await platform.close();
  expect(await running.requests()).toHaveLength(before);
});

test('a server that is away is unreachable, and nothing was left open', async () => {
  const url = `https://127.0.0.1:${await freePort()}`;
  const platform = createProxmoxPlatform({ ...running.credentials(), url });
  await expect(platform.start({ node: 'pve1', vmid: 100 }, noAbort)).rejects.toMatchObject({
    code: 'platform.unreachable',
  });
  await platform.close();
});
