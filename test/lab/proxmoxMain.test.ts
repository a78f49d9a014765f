import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import type { LabInfo } from '../../contract/lab.ts';
import { proxmoxClient, tokenHeaders } from './proxmoxClient.ts';

const main = join(import.meta.dirname, '../../lab/proxmox/main.ts');

async function start(dir: string) {
  const child = spawn(process.execPath, [main, '--dir', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const stop = async (): Promise<unknown> => {
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    return code;
  };
  return { info: JSON.parse(line) as LabInfo, stop };
}

it('tells where it is, ends on SIGTERM, and is the same when started again', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dr-'));
  try {
    const first = await start(dir);
    expect(JSON.parse(await readFile(join(dir, 'lab.json'), 'utf8'))).toEqual(first.info);
    const client = proxmoxClient(first.info, tokenHeaders(first.info));
    expect(await client.task('POST', '/nodes/pve1/qemu', { vmid: 100, name: 'stays', start: 1 })).toBe('OK');
    expect(await first.stop()).toBe(0);
    const second = await start(dir);
    expect({ ...second.info, pid: 0 }).toEqual({ ...first.info, pid: 0 });
    expect(await client.get('/nodes/pve1/qemu/100/status/current')).toMatchObject({ name: 'stays', status: 'stopped' });
    expect(await second.stop()).toBe(0);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
