import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { TargetPlatform, TargetVm } from '../../ports/targetPlatform.ts';
import { type ProxmoxClient, proxmoxClient, tokenHeaders } from '../lab/proxmoxClient.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { noAbort } from './targetPlatformContract.ts';

const running = proxmoxLab();
let platform: TargetPlatform;
let mover: ProxmoxClient;
let vm: TargetVm;
const migrationId = randomUUID();

beforeAll(async () => {
  platform = running.platform();
  mover = proxmoxClient(running.lab().info, tokenHeaders(running.lab().info));
  const shell = { migrationId, node: 'pve1', vmid: undefined, name: 'seen', pool: undefined, note: '' };
  vm = await platform.createShell(shell, noAbort);
});

/** Takes a PNG of ours apart: red, green, blue of each pixel. */
function decodePng(png: Uint8Array): { width: number; height: number; rgb: Buffer } {
  const bytes = Buffer.from(png);
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const data = bytes.subarray(41, 41 + bytes.readUInt32BE(33));
  const lines = inflateSync(data);
  const stride = width * 3;
  const rgb = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    expect(lines[y * (stride + 1)]).toBe(2);
    for (let at = 0; at < stride; at += 1) {
      const above = y === 0 ? 0 : (rgb[(y - 1) * stride + at] ?? 0);
      rgb[y * stride + at] = (lines[y * (stride + 1) + 1 + at] ?? 0) + above;
    }
  }
  return { width, height, rgb };
}

/** QEMU's own picture of the screen, by its monitor. */
async function screendump(): Promise<{ width: number; height: number; rgb: Buffer }> {
  const filename = join(running.lab().datacenter.dir, 'screen.ppm');
  await running.lab().datacenter.runtime.running(vm.vmid)?.execute('screendump', { filename });
  const bytes = await readFile(filename);
  const [head = '', width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 64)) ?? [];
  return { width: Number(width), height: Number(height), rgb: bytes.subarray(head.length) };
}

async function picture(login: TargetPlatform = platform) {
  if (login.takePicture === undefined) throw new Error('Proxmox VE shows screens.');
  return login.takePicture(migrationId, vm, noAbort);
}

test('a VM that is off has no picture, and it is said within the time that an operator waits', async () => {
  await expect(picture()).rejects.toMatchObject({ code: 'platform.unreachable' });
});

test('the picture of a running VM is the one that QEMU itself takes, to the pixel', async () => {
  await platform.start(vm, noAbort);
  const machine = running.lab().datacenter.runtime.running(vm.vmid);
  // With nothing to boot the lab halts the VM, and its text stands still.
  await vi.waitFor(async () => expect(await machine?.execute('query-status')).toMatchObject({ status: 'paused' }), {
    timeout: 30_000,
  });
  const before = Date.now();
  const { at, width, height, png } = await picture();
  expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
  const own = await screendump();
  expect({ width, height }).toEqual({ width: own.width, height: own.height });
  const ours = decodePng(png);
  expect(ours.rgb.equals(own.rgb)).toBe(true);
  expect(new Set(ours.rgb).size).toBeGreaterThan(1);
  expect(png.length).toBeLessThan(64 * 1024);
});

test('several look at once, by token and by password', async () => {
  const [one, two] = await Promise.all([picture(), picture(running.platform('password'))]);
  expect(Buffer.from(one.png).equals(Buffer.from(two.png))).toBe(true);
});

test('who may not open consoles is told so', async () => {
  await expect(picture(running.platform('readonly'))).rejects.toMatchObject({ code: 'platform.forbidden' });
});

test('a VM without a screen, and one of somebody else, are told as such', async () => {
  const { takePicture } = platform;
  const other = randomUUID();
  const shell = { migrationId: other, node: 'pve1', vmid: undefined, name: 'blind', pool: undefined, note: '' };
  const blind = await platform.createShell(shell, noAbort);
  await mover.call('PUT', `/nodes/pve1/qemu/${blind.vmid}/config`, { serial0: 'socket', vga: 'serial0' });
  await expect(takePicture?.(other, blind, noAbort)).rejects.toMatchObject({ code: 'platform.unsupported' });
  await expect(takePicture?.(other, vm, noAbort)).rejects.toMatchObject({ code: 'platform.not-found' });
});

test('the lab lets in one caller with the right ticket, user, VM and port, and nobody else', async () => {
  const { info } = running.lab();
  const base = `/nodes/pve1/qemu/${vm.vmid}`;
  const ask = async () =>
    (await mover.call('POST', `${base}/vncproxy`, { websocket: 1 })).data as { ticket: string; port: string };
  const enter = (given: { ticket: string; port: string }, path = base, headers = tokenHeaders(info)) =>
    new Promise<number>((resolve) => {
      const query = new URLSearchParams({ port: given.port, vncticket: given.ticket });
      const url = `${info.url.replace('https', 'wss')}/api2/json${path}/vncwebsocket?${query}`;
      const socket = new WebSocket(url, 'binary', { headers, rejectUnauthorized: false });
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
      socket.on('error', () => undefined);
      socket.on('open', () => {
        resolve(101);
        socket.close();
      });
    });
  const given = await ask();
  const other = await ask();
  expect(await enter({ ...given, ticket: `${given.ticket.slice(0, -4)}AAA=` })).toBe(401);
  expect(await enter({ ...given, port: other.port })).toBe(401);
  expect(await enter(given, '/nodes/pve1/qemu/999')).toBe(401);
  expect(await enter(given, base, {})).toBe(401);
  expect(await enter(given)).toBe(101);
  expect(await enter(given)).toBe(500);
});
