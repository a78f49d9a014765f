import { open } from 'node:fs/promises';
import https from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeVm } from '../../platforms/vsphere/machine/describe.ts';
import { listObjects } from '../../platforms/vsphere/properties/containerView.ts';
import { VsphereSession } from '../../platforms/vsphere/session/vsphereSession.ts';
import { testVsphereConnection } from '../../platforms/vsphere/testConnection.ts';
import { text } from '../../platforms/vsphere/values/value.ts';
import { createVspherePlatform } from '../../platforms/vsphere/vspherePlatform.ts';
import type { PlatformCredentials } from '../../ports/connections.ts';
import type { RangeLocation } from '../../ports/diskLocation.ts';
import type { SourcePlatform } from '../../ports/sourcePlatform.ts';
import { useVcsim } from '../support/vcsim.ts';
import { collect } from './collect.ts';
import { sourcePlatformContract } from './sourcePlatformContract.ts';

// Two pools of a hundred VMs, in a datacenter below a folder.
const flags = ['-vm', '100', '-ds', '2', '-folder', '1', '-nsx', '1', '-api-version', '8.0.1.0'];
const signal = AbortSignal.timeout(240_000);
const stun = { name: 'drover-change-tracking', description: 'test' };

let credentials: PlatformCredentials;
let platform: SourcePlatform;
const refs = new Map<string, string>();

beforeAll(async () => {
  const { url, username, password } = await useVcsim(flags);
  const unpinned = await testVsphereConnection({ url, username, password });
  credentials = { url, username, password, fingerprint256: unpinned.fingerprint256 ?? '' };
  platform = createVspherePlatform(credentials);
  const rows = await collect(platform.inventory(signal));
  for (const row of rows) refs.set(row.name, row.ref);
});

/** Ids differ from run to run. */
function ref(name: string): string {
  return refs.get(name) ?? 'nobody';
}

afterAll(() => platform.close());

sourcePlatformContract('vcsim', () => ({ platform, vm: ref('DC0_H0_VM0') }));

describe('connection test', () => {
  it('passes step by step', async () => {
    const test = await testVsphereConnection(credentials);
    expect(test).toMatchObject({ ok: true, missingPrivileges: [], fingerprint256: credentials.fingerprint256 });
    expect(test.steps.map((step) => step.name)).toEqual([
      ...['resolve', 'connect', 'certificate', 'login', 'version', 'privileges'],
    ]);
    expect(test.product).toContain('vCenter');
  });

  it('shows an unknown certificate and goes no further', async () => {
    const test = await testVsphereConnection({ ...credentials, fingerprint256: undefined });
    expect(test.ok).toBe(false);
    expect(test.steps.at(-1)).toMatchObject({ name: 'certificate', ok: false });
    expect(test.steps.at(-1)?.detail).toContain(test.fingerprint256);
    expect(test.fingerprint256).toBe(credentials.fingerprint256);
  });

  it('names the step that fails: certificate, login, host, port', async () => {
    const last = async (changed: Partial<PlatformCredentials>) => {
      const { steps } = await testVsphereConnection({ ...credentials, ...changed });
      return steps.at(-1);
    };
    const other = (credentials.fingerprint256 ?? '').replace(/^../, '00');
    expect(await last({ fingerprint256: other })).toMatchObject({ name: 'certificate', ok: false });
    expect(await last({ password: 'wrong-secret' })).toMatchObject({ name: 'login', ok: false });
    expect(await last({ url: 'https://nowhere.invalid' })).toMatchObject({ name: 'resolve', ok: false });
    expect(await last({ url: 'https://127.0.0.1:1' })).toMatchObject({ name: 'connect', ok: false });
  });
});

describe('session', () => {
  it('refuses another certificate before it sends anything', async () => {
    const wrong = (credentials.fingerprint256 ?? '').replace(/^../, '00');
    const other = createVspherePlatform({ ...credentials, fingerprint256: wrong });
    await expect(other.about(signal)).rejects.toMatchObject({ code: 'platform.certificate' });
    await other.close();
  });

  it('says unauthorised of a wrong password, and keeps the password to itself', async () => {
    const other = createVspherePlatform({ ...credentials, password: 'wrong-secret' });
    const error: unknown = await other.about(signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'platform.unauthorised' });
    expect(JSON.stringify([error, String(error)])).not.toContain('wrong-secret');
    await other.close();
  });

  it('logs in once for many callers', async () => {
    const session = new VsphereSession(credentials);
    const logins = await Promise.all(Array.from({ length: 10 }, () => session.login(signal)));
    expect(new Set(logins.map((login) => login.key)).size).toBe(1);
    await session.close();
  });

  it('logs in again when the server forgot the session, which it says with HTTP 200', async () => {
    const session = new VsphereSession(credentials);
    const before = await session.login(signal);
    await before.channel.send('Logout', before.content.sessionManager, {}, { signal });
    expect((await describeVm(session, ref('DC0_H0_VM1'), signal)).name).toBe('DC0_H0_VM1');
    expect((await session.login(signal)).key).not.toBe(before.key);
    await session.close();
  });

  it('starts a listing again when the session dies between pages', async () => {
    const session = new VsphereSession(credentials);
    const seen: string[] = [];
    for await (const page of listObjects(session, { VirtualMachine: ['name'] }, signal)) {
      if (seen.length === 0) {
        const login = await session.login(signal);
        await login.channel.send('Logout', login.content.sessionManager, {}, { signal });
      }
      seen.push(...page.map((object) => object.ref.$value));
    }
    expect(seen).toHaveLength(200);
    expect(new Set(seen).size).toBe(200);
    await session.close();
  });
});

it('pages through an inventory of 200', async () => {
  const rows = await collect(platform.inventory(signal));
  expect(rows).toHaveLength(200);
  expect(new Set(rows.map((row) => row.path))).toEqual(new Set(['F0/DC0/vm/F0']));
});

it('says that change tracking does not work here, so that everything is compared', async () => {
  const vm = ref('DC0_H0_VM2');
  await expect(platform.enableChangeTracking(vm, stun, signal)).rejects.toMatchObject({ code: 'platform.unsupported' });
  expect(await platform.listSnapshots(vm, signal)).toEqual([]);
  const { disks } = await platform.describe(vm, signal);
  const query = { vm, snapshot: undefined, diskKey: disks[0]?.key ?? 0, since: '*' };
  const capacityBytes = disks[0]?.capacityBytes ?? 0;
  await expect(collect(platform.changedExtents({ ...query, capacityBytes }, signal))).rejects.toMatchObject({
    code: 'platform.unsupported',
  });
});

describe('ranges of a flat file', () => {
  async function flatFileOnServer(file: string): Promise<string> {
    const session = new VsphereSession(credentials);
    const [, datastore = '', path = ''] = /^\[(.+)\] (.+)\.vmdk$/.exec(file) ?? [];
    for await (const page of listObjects(session, { Datastore: ['name', 'summary.url'] }, signal)) {
      const found = page.find((object) => text(object.properties.get('name')) === datastore);
      if (found !== undefined) {
        await session.close();
        return join(text(found.properties.get('summary.url')) ?? '', `${path}-flat.vmdk`);
      }
    }
    throw new Error(`no datastore ${datastore}`);
  }

  it('refuses a file that is not as long as the disk, and reads one that is', async () => {
    const vm = ref('DC0_H0_VM3');
    const [disk] = (await platform.describe(vm, signal)).disks;
    if (disk === undefined) throw new Error('no disk');
    await platform.powerOff(vm, signal);
    const request = { vm, snapshot: undefined, diskId: disk.id, transport: 'https' as const };
    await expect(platform.locate(request, signal)).rejects.toMatchObject({ code: 'platform.unsupported' });

    const bytes = Buffer.from('bytes at an offset');
    const file = await open(await flatFileOnServer(disk.file), 'r+');
    await file.truncate(disk.capacityBytes);
    await file.write(bytes, 0, bytes.length, 1_000_000);
    await file.close();
    expect(await platform.probeTransport(vm, disk.id, 'https', signal)).toBeNull();
    const location = await platform.locate(request, signal);
    expect(location).toMatchObject({ transport: 'https', capacityBytes: disk.capacityBytes });
    if (location.transport !== 'https') throw new Error('another transport');
    expect(await readRange(location, 1_000_000, bytes.length)).toEqual(bytes);
  });

  it('leaves a running VM without a snapshot alone', async () => {
    const vm = ref('DC0_H0_VM3');
    await platform.powerOn(vm, signal);
    const [disk] = (await platform.describe(vm, signal)).disks;
    const request = { vm, snapshot: undefined, diskId: disk?.id ?? '', transport: 'https' as const };
    await expect(platform.locate(request, signal)).rejects.toMatchObject({ code: 'platform.conflict' });
  });
});

async function readRange(location: RangeLocation, offset: number, length: number): Promise<Buffer> {
  const headers = { ...(await location.authorisation(false)), Range: `bytes=${offset}-${offset + length - 1}` };
  return new Promise((resolve, reject) => {
    https
      .get(location.url, { headers, rejectUnauthorized: false }, async (response) => {
        if (response.statusCode === 206) resolve(Buffer.concat(await collect<Buffer>(response)));
        else reject(new Error(`HTTP ${response.statusCode}`));
      })
      .on('error', reject);
  });
}
