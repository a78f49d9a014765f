import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { armFault, type ProxmoxClient, proxmoxClient, ticketHeaders, tokenHeaders } from './proxmoxClient.ts';

let dir: string;
let lab: ProxmoxLab;
let mover: ProxmoxClient;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir, refusalDelayMs: 0 });
  mover = proxmoxClient(lab.info, tokenHeaders(lab.info));
});

afterAll(async () => {
  await lab?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('login and permissions', () => {
  it('refuses with an empty 401 without credentials or with wrong ones', async () => {
    const none = await proxmoxClient(lab.info, {}).call('GET', '/version');
    expect(none).toMatchObject({ status: 401, reason: 'No ticket', body: '' });
    expect(none.headers['content-type']).toBeUndefined();
    const wrong = proxmoxClient(lab.info, { Authorization: 'PVEAPIToken=drover@pve!migrate=nonsense' });
    expect(await wrong.call('GET', '/version')).toMatchObject({ status: 401, reason: 'Authentication failed!' });
    const login = await proxmoxClient(lab.info, {}).call('POST', '/access/ticket', {
      username: 'root@pam',
      password: 'x',
    });
    expect(login).toMatchObject({ status: 401, reason: 'authentication failure' });
  });

  it('wants a CSRF token beside a ticket, and renews a ticket', async () => {
    const headers = await ticketHeaders(lab.info, 'root@pam');
    const { CSRFPreventionToken: _token, ...cookieOnly } = headers;
    const without = await proxmoxClient(lab.info, cookieOnly).call('POST', '/pools', { poolid: 'p1' });
    expect(without).toMatchObject({ status: 401, reason: 'Permission denied - invalid csrf token' });
    expect(await proxmoxClient(lab.info, headers).call('POST', '/pools', { poolid: 'p1' })).toMatchObject({
      status: 200,
    });
    const ticket = decodeURIComponent(headers['Cookie']?.replace('PVEAuthCookie=', '') ?? '');
    const renewal = await mover.call('POST', '/access/ticket', { username: 'root@pam', password: ticket });
    expect(renewal.status).toBe(200);
  });

  it('checks permissions before parameters', async () => {
    const reader = proxmoxClient(lab.info, await ticketHeaders(lab.info, 'readonly@pve'));
    const refused = await reader.call('POST', '/nodes/pve1/storage/local/content', { nonsense: 1 });
    expect(refused).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/storage/local, Datastore.AllocateSpace)',
    });
    expect(await mover.call('GET', '/cluster/status')).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/, Sys.Audit)',
    });
  });

  it('answers what it does not know as the real one does', async () => {
    expect(await mover.call('GET', '/foo')).toMatchObject({
      status: 501,
      message: "Method 'GET /foo' not implemented\n",
    });
    const missing = await mover.call('GET', '/nodes/pve1/qemu/999/config');
    expect(missing).toMatchObject({
      status: 500,
      reason: "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist",
    });
    const wrong = await mover.call('POST', '/nodes/pve1/qemu', { vmid: 7, scsi0: 'local:1,foo=1', cores: 'many' });
    expect(wrong).toMatchObject({ status: 400, reason: 'Parameter verification failed.' });
    expect(wrong.headers['connection']).toBe('close');
    expect(wrong.errors).toEqual({
      vmid: 'invalid format - value does not look like a valid VM ID\n',
      scsi0: 'invalid format - invalid key in comma-separated list property: foo\n',
      cores: "type check ('integer') failed - got 'many'",
    });
  });

  it('lets a node go offline', async () => {
    await fetch(`${lab.info.controlUrl}/nodes/pve2/offline`, { method: 'POST' });
    expect(await mover.call('GET', '/nodes/pve2/qemu')).toMatchObject({ status: 595, body: '' });
    await fetch(`${lab.info.controlUrl}/nodes/pve2/online`, { method: 'POST' });
    expect(await mover.get('/nodes/pve2/qemu')).toEqual([]);
  });
});

describe('VM configurations', () => {
  it('creates, changes by digest, refuses while protected, and destroys', async () => {
    const created = await mover.task('POST', '/nodes/pve1/qemu', {
      vmid: 110,
      name: 'app',
      scsi0: 'local:0.001,discard=on',
      net0: 'vmxnet3,bridge=vmbr0',
      tags: 'B;a',
      pool: 'drover',
    });
    expect(created).toBe('OK');
    const config = (await mover.get('/nodes/pve1/qemu/110/config')) as Record<string, string>;
    expect(config).toMatchObject({ name: 'app', tags: 'a;b', boot: 'order=scsi0;net0' });
    expect(config['scsi0']).toBe('local:110/vm-110-disk-0.raw,discard=on,size=1048K');
    expect(config['net0']).toMatch(/^vmxnet3=BC:24:11:[0-9A-F:]{8},bridge=vmbr0$/);

    const stale = { digest: '0'.repeat(40), cores: 2 };
    const mismatch = await mover.call('PUT', '/nodes/pve1/qemu/110/config', stale);
    expect(mismatch.reason).toBe('checksum mismatch (file change by other user?)');
    const change = { digest: String(config['digest']), cores: 2, protection: 1, description: 'two\nlines' };
    expect((await mover.call('PUT', '/nodes/pve1/qemu/110/config', change)).status).toBe(200);
    expect(await mover.get('/nodes/pve1/qemu/110/config')).toMatchObject({ cores: 2, description: 'two\nlines' });
    const kept = await mover.call('DELETE', '/nodes/pve1/qemu/110');
    expect(kept.reason).toBe("can't remove VM 110 - protection mode enabled");
    await mover.call('PUT', '/nodes/pve1/qemu/110/config', { delete: 'protection' });

    await mover.call('PUT', '/nodes/pve1/qemu/110/unlink', { idlist: 'scsi0' });
    expect(await mover.get('/nodes/pve1/qemu/110/config')).toMatchObject({ unused0: 'local:110/vm-110-disk-0.raw' });
    expect(await mover.task('DELETE', '/nodes/pve1/qemu/110')).toBe('OK');
    expect(await mover.get('/nodes/pve1/storage/local/content', { content: 'images' })).toEqual([]);
  });

  it('gives one of two creators the id and tells the other', async () => {
    const requests = [1, 2].map(() => mover.call('POST', '/nodes/pve1/qemu', { vmid: 111, memory: 64 }));
    const statuses = (await Promise.all(requests)).map((reply) => reply.status).sort();
    expect(statuses).toEqual([200, 500]);
    await expect.poll(() => mover.get('/nodes/pve1/qemu/111/config')).not.toHaveProperty('lock');
    expect((await mover.call('GET', '/cluster/nextid', { vmid: 111 })).errors).toEqual({
      vmid: 'VM 111 already exists',
    });
    await mover.task('DELETE', '/nodes/pve1/qemu/111');
  });

  it('keeps to the rights of a token', async () => {
    const options = { vmid: 112, args: '-foo' };
    expect((await mover.call('POST', '/nodes/pve1/qemu', options)).reason).toBe("only root can set 'args' config");
    const fromPath = { vmid: 112, scsi0: 'local:0,import-from=/etc/hostname' };
    const refused = await mover.call('POST', '/nodes/pve1/qemu', fromPath);
    expect(refused.reason).toBe('Only root can pass arbitrary filesystem paths.');
  });
});

describe('faults', () => {
  it('carries a call out although its reply is 596 or cut', async () => {
    await armFault(lab.info, { name: 'outcome-596' });
    expect(await mover.call('POST', '/nodes/pve1/qemu', { vmid: 120 })).toMatchObject({ status: 596, body: '' });
    await armFault(lab.info, { name: 'connection-cut', match: { path: '/nodes/{node}/qemu/{vmid}/config' } });
    await expect.poll(() => mover.get('/nodes/pve1/qemu/120/config')).not.toHaveProperty('lock');
    await expect(mover.call('PUT', '/nodes/pve1/qemu/120/config', { cores: 3 })).rejects.toThrow(/hang up|reset/);
    expect(await mover.get('/nodes/pve1/qemu/120/config')).toMatchObject({ cores: 3 });
    const tasks = await mover.get('/nodes/pve1/tasks', { source: 'all', vmid: 120 });
    expect(tasks).toMatchObject([{ type: 'qmcreate', status: 'OK', tokenid: 'migrate' }]);
    await mover.task('DELETE', '/nodes/pve1/qemu/120', { purge: 1 });
  });

  it('fails a create task without leaving anything', async () => {
    await armFault(lab.info, { name: 'task-fails', match: { type: 'qmcreate', percent: 100 } });
    const status = await mover.task('POST', '/nodes/pve1/qemu', { vmid: 121, scsi0: 'local-thin:0.01' });
    expect(status).toBe('unable to create VM 121 - lab fault: task failed at 100 %');
    expect(await mover.get('/nodes/pve1/qemu')).toEqual([]);
    expect(await mover.get('/nodes/pve1/storage/local-thin/content')).toEqual([]);
  });

  it.each([
    ['storage-full', /No space left on device/],
    ['lock-timeout', /got timeout/],
    ['token-refused', /Authentication failed!/],
    ['http-503', /Service Unavailable/],
    ['http-595', /No route to host/],
  ])('%s', async (name, reason) => {
    await armFault(lab.info, { name });
    const request = { vmid: 122, filename: 'vm-122-disk-0.raw', size: '1M' };
    expect((await mover.call('POST', '/nodes/pve1/storage/local/content', request)).reason).toMatch(reason);
    expect(await mover.call('POST', '/nodes/pve1/storage/local/content', request)).toMatchObject({ status: 200 });
    await mover.task('DELETE', '/nodes/pve1/storage/local/content/local:122/vm-122-disk-0.raw');
  });

  it('comes between a look and a change', async () => {
    await mover.task('POST', '/nodes/pve1/qemu', { vmid: 123 });
    const config = '/nodes/pve1/qemu/123/config';
    const digest = async (): Promise<string> => String(((await mover.get(config)) as { digest: string }).digest);
    await armFault(lab.info, { name: 'digest-race', match: { vmid: 123 } });
    const raced = await mover.call('PUT', config, { cores: 2, digest: await digest() });
    expect(raced.reason).toBe('checksum mismatch (file change by other user?)');
    await armFault(lab.info, { name: 'vm-locked', match: { vmid: 123, lock: 'snapshot' } });
    expect((await mover.call('PUT', config, { cores: 2 })).reason).toBe('VM is locked (snapshot)');
    await armFault(lab.info, { name: 'start-fails' });
    expect(await mover.task('POST', '/nodes/pve1/qemu/123/status/start')).toBe('start failed: QEMU exited with code 1');
    await armFault(lab.info, { name: 'outcome-596', match: { uri: config } });
    expect((await mover.call('PUT', config, { cores: 2, digest: await digest() })).status).toBe(596);
    expect(await mover.get(config)).toMatchObject({ cores: 2 });
    await mover.task('DELETE', '/nodes/pve1/qemu/123');
  });

  it('stops a slow task and cleans up after it', async () => {
    await armFault(lab.info, { name: 'slow-task', match: { type: 'qmcreate', seconds: 600 } });
    const upid = String((await mover.call('POST', '/nodes/pve1/qemu', { vmid: 124, scsi0: 'local:1' })).data);
    const path = `/nodes/pve1/tasks/${upid}`;
    expect(await mover.get(`${path}/status`)).toMatchObject({ status: 'running', type: 'qmcreate' });
    expect((await mover.call('POST', '/nodes/pve1/qemu/124/config', { cores: 2 })).reason).toBe(
      'VM is locked (create)',
    );
    expect((await mover.call('DELETE', path)).status).toBe(200);
    expect(await mover.get(`${path}/status`)).toMatchObject({ status: 'stopped', exitstatus: 'received interrupt' });
    expect(await mover.get('/nodes/pve1/qemu')).toEqual([]);
  });

  it('takes the next id away', async () => {
    await armFault(lab.info, { name: 'nextid-race' });
    const vmid = Number(await mover.get('/cluster/nextid'));
    const late = await mover.call('POST', '/nodes/pve1/qemu', { vmid });
    expect(late.reason).toBe(`unable to create VM ${vmid} - VM ${vmid} already exists on node 'pve1'`);
    await mover.task('DELETE', `/nodes/pve1/qemu/${vmid}`);
  });
});
