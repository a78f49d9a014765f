import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { pythonPackages } from '../support/pythonPackages.ts';

let dir: string;
let lab: ProxmoxLab;
let packages: string;

beforeAll(async () => {
  packages = await pythonPackages('proxmoxer-2.3.0', ['proxmoxer==2.3.0', 'requests==2.34.2']);
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir });
});

afterAll(async () => {
  await lab?.stop();
  if (dir) await rm(dir, { recursive: true, force: true });
});

it('serves proxmoxer from login to destroy', async () => {
  const child = spawn('python3', [join(import.meta.dirname, 'proxmoxerSession.py')], {
    env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(lab.info));
  const [output, words, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(code, words).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    version: '9.1',
    nodes: ['pve1', 'pve2'],
    statuses: ['OK', 'OK', 'OK', 'OK', 'OK'],
    running: 'running',
    config: { name: 'by-proxmoxer', description: 'moved', scsi0: 'local-thin:vm-100-disk-0,size=4M' },
    gone: 500,
    refused: { vmid: expect.stringMatching(/type check|VM ID/) },
  });
});
