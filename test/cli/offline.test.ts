import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CertificateBody } from '../../contract/certificate.ts';
import { planSchema } from '../../contract/plan.ts';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { signCertificate } from '../../proof/certificate.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { loadSigningKey } from '../../proof/signingKey.ts';
import type { StackEndpoints } from '../../start/stack/endpoints.ts';
import { runDrover } from './runDrover.ts';
import { writeEndpoints } from './writeEndpoints.ts';

let dir: string;
let lab: ProxmoxLab;
let endpoints: StackEndpoints;
const drover = (...args: string[]) =>
  runDrover([...args, '--data', dir], { environment: { DROVER_SESSION_FILE: join(dir, 'session.json') } });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir: join(dir, 'lab') });
  // The vSphere lab's place is taken by nobody, as when it has died.
  const away = { ...lab.info, kind: 'vsphere' as const, controlUrl: 'http://127.0.0.1:1' };
  const labs = { vsphere: away, proxmox: lab.info };
  endpoints = writeEndpoints(dir, { url: 'http://127.0.0.1:1', password: 'x', labs });
});
afterAll(async () => {
  await lab.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('drover lab', () => {
  test('shows addresses, certificates, logins and fault ports of labs and product', async () => {
    const { code, stdout } = await drover('lab', 'info', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ product: endpoints.product, ...endpoints.labs });
    const told = await drover('lab', 'info');
    for (const word of [endpoints.product.apiUrl, '127.0.0.1:2', lab.info.fingerprint256, lab.info.controlUrl]) {
      expect(told.stdout).toContain(word);
    }
  });

  test('chaos arms what a seed draws, and leaves nothing armed', async () => {
    const chaos = async () => {
      const options = ['--lab', 'proxmox', '--seed', '7', '--minutes', '0.05', '--every', '0.5', '--json'];
      const { code, stdout } = await drover('lab', 'chaos', ...options);
      expect(code).toBe(0);
      expect(lab.datacenter.faults.list()).toEqual([]);
      return JSON.parse(stdout) as { seed: number; armed: { name: string }[] };
    };
    const first = await chaos();
    expect(first.armed.length).toBeGreaterThan(1);
    const second = await chaos();
    const shared = Math.min(first.armed.length, second.armed.length);
    expect(second.armed.slice(0, shared)).toEqual(first.armed.slice(0, shared));
    for (const { name } of first.armed) expect(lab.datacenter.faults.known[name]?.chaos).toBeDefined();
  });

  test('arms, lists and clears faults', async () => {
    const on = ['--lab', 'proxmox'];
    const armed = await drover(
      'lab',
      'fault',
      'arm',
      'task-fails',
      ...on,
      '--count',
      '0',
      '--match',
      'type=qmcreate',
      '--match',
      'percent=40',
    );
    expect(armed).toMatchObject({ code: 0, stderr: '' });
    expect(lab.datacenter.faults.list()).toMatchObject([
      { name: 'task-fails', count: 0, match: { type: 'qmcreate', percent: 40 } },
    ]);
    expect((await drover('lab', 'fault', 'list', ...on)).stdout).toContain('task-fails');
    expect((await drover('lab', 'fault', 'known', ...on)).stdout).toContain('outcome-596');
    expect((await drover('lab', 'fault', 'clear', ...on)).code).toBe(0);
    expect(lab.datacenter.faults.list()).toEqual([]);
  });

  test('tells a wrong fault, a refused match and a lab that is away apart', async () => {
    expect((await drover('lab', 'fault', 'arm', 'no-such-fault', '--lab', 'proxmox')).code).toBe(2);
    expect((await drover('lab', 'fault', 'arm', 'task-fails', '--lab', 'proxmox', '--match', 'x=1')).code).toBe(3);
    expect((await drover('lab', 'fault', 'list', '--lab', 'vsphere')).code).toBe(4);
  });
});

describe('drover certificate verify', () => {
  test('proves a disk, and refuses a changed byte of either', async () => {
    const disk = join(dir, 'disk.raw');
    const bytes = Buffer.alloc(200_000, 7);
    await writeFile(disk, bytes);
    const file = join(dir, 'certificate.json');
    const certificate = await signed(await diskRoot(disk, bytes.length));
    await writeFile(file, JSON.stringify(certificate));

    const good = await drover('certificate', 'verify', file, '--disk', disk);
    expect(good.stderr).toContain('Reading');
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('genuine') });

    bytes[150_000] = 8;
    await writeFile(disk, bytes);
    expect((await drover('certificate', 'verify', file, '--disk', disk)).code).toBe(1);

    await writeFile(file, JSON.stringify(certificate).replace('"lab-vm"', '"lab-vn"'));
    const forged = await drover('certificate', 'verify', file);
    expect(forged).toMatchObject({ code: 1, stderr: expect.stringContaining('altered') });
    expect((await drover('certificate', 'verify', join(dir, 'nowhere.json'))).code).toBe(2);
  });
});

test('a command that needs a login says so', async () => {
  const { code, stderr } = await drover('connections', 'list');
  expect(code).toBe(5);
  expect(stderr).toContain('drover login');
});

test('an API that is away is unreachable', async () => {
  expect((await drover('login')).code).toBe(4);
});

async function signed(root: string) {
  const key = await loadSigningKey(join(dir, 'signing-key.pem'));
  const at = '2026-01-31T02:00:00.000Z';
  const end = { connectionId: 'c', vm: 'vm-1' };
  const body: CertificateBody = {
    version: 1,
    migrationId: '0192f4c1-7a5e-7c3b-9d2e-1f2a3b4c5d6e',
    workflowId: 'migration/0192f4c1',
    instance: key.instance,
    issuedAt: at,
    vm: { ref: 'vm-1', name: 'lab-vm', uuid: '4c4c4544-0042-3510-8052-b4c04f4e4d32' },
    targetVm: { node: 'pve1', vmid: 100 },
    plan: planSchema.parse({ source: end, target: { connectionId: 'd', storage: 'local' } }),
    route: 'direct',
    transport: 'https',
    disks: [
      {
        id: 'disk',
        label: 'Hard disk 1',
        capacityBytes: 200_000,
        volume: 'local:1',
        ledgerRoot: root,
        targetRoot: root,
        rounds: [],
      },
    ],
    stages: [],
    commands: [],
    downtime: null,
    requestedBy: 'admin',
  };
  return signCertificate(body, key.privateKeyPem);
}
