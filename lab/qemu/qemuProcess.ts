import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Accelerator } from './accelerator.ts';
import { listenOnce } from './listener.ts';
import { forgetProcess, markProcess, reapOrphan } from './orphan.ts';
import { openQmp, type Qmp } from './qmp.ts';
import { readSerial, type Serial } from './serial.ts';

/** Where a process has its sockets: a short folder, since a unix socket's path has room for 107 bytes. */
export interface QemuSockets {
  agent: string;
  nbd: string;
  vnc: string;
}

export interface QemuExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface QemuProcess {
  readonly pid: number;
  readonly monitor: Qmp;
  /** Says nothing for the storage daemon. */
  readonly serial: Serial;
  readonly sockets: QemuSockets;
  /** Resolves when the process has ended, by itself or by `stop`; never rejects. */
  readonly exited: Promise<QemuExit>;
  running(): boolean;
  /** Hard off: asks QEMU to quit, so that it closes its images in good order, and kills it if it does not. */
  stop(): Promise<void>;
}

export interface QemuOptions {
  /** Keeps `qemu.pid`, `serial.log` (appended at each start) and `qemu.log`. One process per folder. */
  dir: string;
  program?: 'qemu-system-x86_64' | 'qemu-storage-daemon';
  /** Default `tcg`, QEMU's own emulation. */
  accelerator?: Accelerator;
  /** Without accelerator, monitor and serial line, which are added here. */
  args(sockets: QemuSockets): readonly string[];
}

/** setpriv(1) has the kernel end QEMU when the thread that started it ends, however it ends. */
const LEASH = ['--pdeathsig', 'TERM', '--'];
const QUIT_PATIENCE_MS = 5_000;

/**
 * Starts QEMU. Ends first what a killed predecessor left running in the same folder.
 * @throws Error with QEMU's own words when it ends before its monitor answers
 */
export async function startQemu(options: QemuOptions): Promise<QemuProcess> {
  const program = options.program ?? 'qemu-system-x86_64';
  await mkdir(options.dir, { recursive: true });
  const pidFile = join(options.dir, 'qemu.pid');
  await reapOrphan(pidFile);
  const socketDir = await mkdtemp(join(tmpdir(), 'dr-'));
  const sockets = { agent: join(socketDir, 'agent'), nbd: join(socketDir, 'nbd'), vnc: join(socketDir, 'vnc') };
  const monitorCall = await listenOnce(join(socketDir, 'monitor'));
  const serialCall = await listenOnce(join(socketDir, 'serial'));
  const logFile = join(options.dir, 'qemu.log');
  const log = await open(logFile, 'w');
  const own = program === 'qemu-storage-daemon' ? daemonArguments(socketDir) : machineArguments(socketDir, options);
  const args = [...LEASH, program, ...own, ...options.args(sockets)];
  // A group of its own: an interrupt typed at the terminal is for the lab, which then stops its machines in order.
  const child = spawn('setpriv', args, { stdio: ['ignore', log.fd, log.fd], detached: true });
  await log.close();

  let ended = false;
  const exited = new Promise<QemuExit>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).then(async (exit) => {
    ended = true;
    await monitorCall.close();
    await serialCall.close();
    await forgetProcess(pidFile);
    await rm(socketDir, { recursive: true, force: true });
    return exit;
  });

  try {
    const pid = await spawned(child);
    await markProcess(pidFile, pid);
    const serial = readSerial(program === 'qemu-storage-daemon' ? Readable.from([]) : await serialCall.caller);
    const monitor = await openQmp(await monitorCall.caller);
    const stop = async () => {
      if (ended) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_PATIENCE_MS);
      monitor.execute('quit').catch(() => {});
      await exited;
      clearTimeout(timer);
    };
    return { pid, monitor, serial, sockets, exited, running: () => !ended, stop };
  } catch (cause) {
    child.kill('SIGKILL');
    await exited;
    const words = (await readFile(logFile, 'utf8').catch(() => '')).trim();
    throw new Error(`${program} did not start: ${words || String(cause)}`, { cause });
  }
}

function machineArguments(socketDir: string, { dir, accelerator }: QemuOptions): string[] {
  return [
    '-nodefaults',
    '-display',
    'none',
    '-accel',
    accelerator ?? 'tcg',
    // QEMU's usual model, with random numbers: without, a guest's first process that wants some waits until they are found.
    '-cpu',
    'qemu64,+rdrand',
    '-chardev',
    `socket,id=monitor,path=${join(socketDir, 'monitor')}`,
    '-mon',
    'chardev=monitor,mode=control',
    '-chardev',
    `socket,id=serial,path=${join(socketDir, 'serial')},logfile=${join(dir, 'serial.log').replaceAll(',', ',,')},logappend=on`,
    '-serial',
    'chardev:serial',
  ];
}

function daemonArguments(socketDir: string): string[] {
  return ['--chardev', `socket,id=monitor,path=${join(socketDir, 'monitor')}`, '--monitor', 'chardev=monitor'];
}

async function spawned(child: ReturnType<typeof spawn>): Promise<number> {
  if (child.pid !== undefined) return child.pid;
  const [error] = (await once(child, 'error')) as [Error];
  throw new Error(`cannot run setpriv of util-linux: ${error.message}`);
}
