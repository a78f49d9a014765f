import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { armFault, type ProxmoxClient, proxmoxClient, tokenHeaders } from './proxmoxClient.ts';

const run = promisify(execFile);
const mib = 1024 * 1024;
let dir: string;
let lab: ProxmoxLab;
let mover: ProxmoxClient;
const bytes = randomBytes(3 * mib + 512);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const source = createServer((_request, response) => response.end(bytes));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir, refusalDelayMs: 0 });
  mover = proxmoxClient(lab.info, tokenHeaders(lab.info));
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  source.close();
  await lab?.stop();
  await rm(dir, { recursive: true, force: true });
});

const sourceUrl = (): string => `http://127.0.0.1:${(source.address() as AddressInfo).port}/disk?signature=secret`;
const downloadTo = (filename: string, more: Record<string, string | number> = {}): Promise<string> =>
  mover.task('POST', '/nodes/pve1/storage/local/download-url', {
    content: 'import',
    filename,
    url: sourceUrl(),
    ...more,
  });

async function pathOf(volid: string): Promise<string> {
  const [storage] = volid.split(':');
  return ((await mover.get(`/nodes/pve1/storage/${storage}/content/${volid}`)) as { path: string }).path;
}

describe('files from elsewhere', () => {
  it('downloads with a checksum, and never over a different file', async () => {
    expect(await downloadTo('a.raw', { checksum: sha256, 'checksum-algorithm': 'sha256' })).toBe('OK');
    expect(await downloadTo('a.raw')).toMatch(/^refusing to override existing file/);
    expect(await downloadTo('a.raw', { checksum: sha256, 'checksum-algorithm': 'sha256' })).toBe('OK');
    const wrong = await downloadTo('b.raw', { checksum: 'ab', 'checksum-algorithm': 'sha256' });
    expect(wrong).toBe(`checksum mismatch: got '${sha256}' != expect 'ab'`);
    await armFault(lab.info, { name: 'download-fails', match: { percent: 50 } });
    expect(await downloadTo('b.raw')).toBe('download failed: Connection reset by peer');
    const listed = await mover.get('/nodes/pve1/storage/local/content', { content: 'import' });
    expect(listed).toMatchObject([{ volid: 'local:import/a.raw', size: bytes.length, format: 'raw' }]);
    const tasks = (await mover.get('/nodes/pve1/tasks', { typefilter: 'download' })) as { upid: string }[];
    const logs = await Promise.all(tasks.map(({ upid }) => mover.get(`/nodes/pve1/tasks/${upid}/log`, { limit: 0 })));
    expect(JSON.stringify(logs)).not.toContain('secret');
  });

  it('refuses an image that leans on another file', async () => {
    await writeFile(join(dir, 'base.raw'), bytes);
    await run('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      '-b',
      join(dir, 'base.raw'),
      '-F',
      'raw',
      join(dir, 'o.qcow2'),
    ]);
    const overlay = await readFile(join(dir, 'o.qcow2'));
    const server = createServer((_request, response) => response.end(overlay));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/o`;
    const request = { content: 'import', filename: 'o.qcow2', url };
    const status = await mover.task('POST', '/nodes/pve1/storage/local/download-url', request);
    server.close();
    expect(status).toMatch(/^failed to verify file: .*backing file not allowed$/);
  });
});

describe('import-from', () => {
  it('copies every byte into volumes that may be larger, and frees all when it fails', async () => {
    const options = {
      scsi0: 'local-thin:0,import-from=local:import/a.raw',
      scsi1: 'local:0,import-from=local:import/a.raw,format=qcow2',
    };
    expect(await mover.task('POST', '/nodes/pve1/qemu', { vmid: 130, ...options })).toBe('OK');
    const config = await mover.get('/nodes/pve1/qemu/130/config');
    expect(config).toMatchObject({
      scsi0: 'local-thin:vm-130-disk-0,size=4M',
      scsi1: 'local:130/vm-130-disk-0.qcow2,size=3073K',
    });
    const thin = await readFile(await pathOf('local-thin:vm-130-disk-0'));
    expect(thin.length).toBe(4 * mib);
    expect(thin.subarray(0, bytes.length).equals(bytes)).toBe(true);
    const qcow2 = await pathOf('local:130/vm-130-disk-0.qcow2');
    await run('qemu-img', ['compare', '-f', 'qcow2', '-F', 'raw', qcow2, join(dir, 'base.raw')]);

    await armFault(lab.info, { name: 'import-fails', match: { percent: 30 } });
    expect(await mover.task('POST', '/nodes/pve1/qemu', { vmid: 131, ...options })).toMatch(
      /copy failed: command '\/usr\/bin\/qemu-img/,
    );
    expect(await mover.get('/nodes/pve1/storage/local-thin/content', { vmid: 131 })).toEqual([]);
    expect((await mover.call('GET', '/nodes/pve1/qemu/131/config')).status).toBe(500);
  });

  it('snapshots, moves, resizes, clones and reassigns', async () => {
    const vm = '/nodes/pve1/qemu/130';
    const path = await pathOf('local-thin:vm-130-disk-0');
    expect(await mover.task('POST', `${vm}/snapshot`, { snapname: 'before' })).toBe('OK');
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(mib), 0, mib, 0);
    await file.close();
    expect(await mover.task('POST', `${vm}/snapshot/before/rollback`)).toBe('OK');
    expect((await readFile(path)).subarray(0, bytes.length).equals(bytes)).toBe(true);
    expect(await mover.task('DELETE', `${vm}/snapshot/before`)).toBe('OK');
    expect(await mover.task('POST', `${vm}/clone`, { newid: 132, full: 1 })).toBe('OK');
    expect(await mover.task('PUT', `${vm}/resize`, { disk: 'scsi0', size: '8M' })).toBe('OK');
    expect(await mover.task('PUT', `${vm}/resize`, { disk: 'scsi0', size: '4M' })).toBe(
      'shrinking disks is not supported',
    );
    expect(await mover.task('POST', `${vm}/move_disk`, { disk: 'scsi0', storage: 'local', delete: 1 })).toBe('OK');
    const moved = await readFile(await pathOf('local:130/vm-130-disk-1.raw'));
    expect(moved.subarray(0, bytes.length).equals(bytes)).toBe(true);
    const reassign = { disk: 'scsi1', 'target-vmid': 132, 'target-disk': 'scsi5' };
    expect(await mover.task('POST', `${vm}/move_disk`, reassign)).toBe('OK');
    expect(await mover.get('/nodes/pve1/qemu/132/config')).toMatchObject({
      scsi5: 'local:132/vm-132-disk-1.qcow2,size=3073K',
    });
    expect(await mover.task('DELETE', vm)).toBe('OK');
    expect(await mover.task('DELETE', '/nodes/pve1/qemu/132')).toBe('OK');
    expect(await mover.get('/nodes/pve1/storage/local/content', { content: 'images' })).toEqual([]);
  });

  it('raises an alarm for a volume with two VMs', async () => {
    await mover.task('POST', '/nodes/pve1/qemu', { vmid: 140, scsi0: 'local-thin:0.01' });
    await mover.task('POST', '/nodes/pve1/qemu', { vmid: 141, scsi0: 'local-thin:vm-140-disk-0' });
    const alarms = await (await fetch(`${lab.info.controlUrl}/alarms`)).json();
    expect(alarms).toMatchObject([{ kind: 'volume-attached-twice', vmids: [140, 141] }]);
    // The volume belongs to 140: destroying 141 leaves it alone.
    await mover.task('DELETE', '/nodes/pve1/qemu/141');
    await pathOf('local-thin:vm-140-disk-0');
    await mover.task('DELETE', '/nodes/pve1/qemu/140');
  });

  it('raises alarms for a volume that somebody else holds open', async () => {
    await mover.task('POST', '/nodes/pve1/qemu', { vmid: 142, scsi0: 'local-thin:0.01' });
    const path = await pathOf('local-thin:vm-142-disk-0');
    const writer = spawn('sh', ['-c', 'exec 3<>"$1"; echo open; exec cat', 'sh', path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    expect(await mover.task('POST', '/nodes/pve1/qemu/142/status/start')).toBe('OK');
    const alarms = (await (await fetch(`${lab.info.controlUrl}/alarms`)).json()) as { kind: string; vmids: number[] }[];
    const kinds = alarms.filter(({ vmids }) => vmids.includes(142)).map(({ kind }) => kind);
    expect(kinds).toEqual(['volume-open-at-start', 'volume-two-writers']);
    writer.stdin.end();
    await once(writer, 'close');
    await mover.task('POST', '/nodes/pve1/qemu/142/status/stop');
    await mover.task('DELETE', '/nodes/pve1/qemu/142');
  });
});

describe('a small thin pool', () => {
  it('promises more than it has and stops the writer', async () => {
    expect(process.getuid?.(), 'run the tests as root: the pool is a file system that is mounted').toBe(0);
    const request = { vmid: 150, filename: 'vm-150-disk-0', size: '128M' };
    expect((await mover.call('POST', '/nodes/pve1/storage/tiny-thin/content', request)).data).toBe(
      'tiny-thin:vm-150-disk-0',
    );
    const file = await open(await pathOf('tiny-thin:vm-150-disk-0'), 'r+');
    const fill = async (): Promise<void> => {
      for (let at = 0; at < 128; at += 1) await file.write(bytes.subarray(0, mib), 0, mib, at * mib);
    };
    await expect(fill()).rejects.toThrow(/ENOSPC/);
    await file.close();
    const full = await mover.get('/nodes/pve1/storage/tiny-thin/status');
    expect(full).toMatchObject({ total: 64 * mib, avail: 0 });
    // What needs no room can still be promised, but an import into it fails and leaves nothing.
    const imported = { vmid: 151, scsi0: 'tiny-thin:0,import-from=local:import/a.raw' };
    const status = await mover.task('POST', '/nodes/pve1/qemu', imported);
    expect(status).toMatch(/^unable to create VM 151 - copy failed: .*No space left on device/);
    expect(await mover.get('/nodes/pve1/storage/tiny-thin/content', { vmid: 151 })).toEqual([]);
  });

  it('keeps everything over a restart', async () => {
    const before = await mover.get('/nodes/pve1/storage/tiny-thin/content');
    const { info } = lab;
    await lab.stop();
    lab = await startProxmoxLab({ dir, refusalDelayMs: 0 });
    expect({ ...lab.info, pid: 0 }).toEqual({ ...info, pid: 0 });
    const after = await mover.get('/nodes/pve1/storage/tiny-thin/content');
    const sizes = (list: unknown) =>
      (list as { volid: string; size: number }[]).map(({ volid, size }) => ({ volid, size }));
    expect(sizes(after)).toEqual(sizes(before));
  });
});
