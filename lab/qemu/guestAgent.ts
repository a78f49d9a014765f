import { type AgentSession, GuestAgentError, openAgentSession } from './guestAgentSession.ts';

export { GuestAgentError };

export interface GuestOsInfo {
  id?: string;
  name?: string;
  'pretty-name'?: string;
  'kernel-release'?: string;
  machine?: string;
  [field: string]: string | undefined;
}

export interface GuestInterface {
  name: string;
  'hardware-address'?: string;
  'ip-addresses'?: { 'ip-address': string; 'ip-address-type': 'ipv4' | 'ipv6'; prefix: number }[];
}

export interface GuestExecResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A client of the qemu-ga that runs in a guest (docs/interop/qemu-ga-ref). One command at a time. */
export interface GuestAgent {
  /** @throws GuestAgentError `no-answer` after the timeout, `refused` with the agent's words */
  execute(command: string, args?: Record<string, unknown>, timeoutMs?: number): Promise<unknown>;
  ping(timeoutMs?: number): Promise<void>;
  info(): Promise<{ version: string; supported_commands: { name: string; enabled: boolean }[] }>;
  osInfo(): Promise<GuestOsInfo>;
  interfaces(): Promise<GuestInterface[]>;
  /** @returns how many file systems are frozen now */
  freeze(timeoutMs?: number): Promise<number>;
  thaw(timeoutMs?: number): Promise<number>;
  exec(path: string, args?: readonly string[], timeoutMs?: number): Promise<GuestExecResult>;
  /** Returns when the agent has taken the order; it gives no answer when all is well. */
  shutdown(mode?: 'powerdown' | 'reboot' | 'halt'): Promise<void>;
  close(): void;
}

/** QEMU's arguments for the channel on which the agent listens. */
export function guestAgentArguments(socket: string): string[] {
  return [
    '-device',
    'virtio-serial-pci',
    '-chardev',
    `socket,id=agent,path=${socket},server=on,wait=off`,
    '-device',
    'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
  ];
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Connects at the first command, and again after a timeout: what comes late must not answer the next command. */
export function createGuestAgent(socketPath: string): GuestAgent {
  let session: AgentSession | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let syncId = Date.now() % 1_000_000_000;

  const attempt = async (command: string, args: Record<string, unknown> | undefined, timeoutMs: number) => {
    const deadline = Date.now() + timeoutMs;
    try {
      if (session === undefined || session.socket.destroyed) {
        session = await openAgentSession(socketPath);
        await session.sync(++syncId, deadline);
      }
      session.send({ execute: command, arguments: args });
      return await session.answer(command, deadline);
    } catch (error) {
      if (!(error instanceof GuestAgentError) || error.code === 'no-answer') {
        session?.socket.destroy();
        session = undefined;
      }
      throw error;
    }
  };
  const execute = (command: string, args?: Record<string, unknown>, timeoutMs = DEFAULT_TIMEOUT_MS) => {
    const turn = queue.then(() => attempt(command, args, timeoutMs));
    queue = turn.catch(() => {});
    return turn;
  };
  const exec = async (path: string, args: readonly string[] = [], timeoutMs = DEFAULT_TIMEOUT_MS) => {
    const deadline = Date.now() + timeoutMs;
    const started = (await execute('guest-exec', { path, arg: args, 'capture-output': true }, timeoutMs)) as {
      pid: number;
    };
    for (;;) {
      const status = (await execute('guest-exec-status', { pid: started.pid }, timeoutMs)) as ExecStatus;
      if (status.exited) return execResult(status);
      if (Date.now() > deadline) throw new GuestAgentError('no-answer', `${path} still runs in the guest`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const shutdown = async (mode: 'powerdown' | 'reboot' | 'halt' = 'powerdown') => {
    // The agent answers this order only when it refuses it, and then at once.
    const failed = await execute('guest-shutdown', { mode }, 1_000).catch((error: unknown) => error);
    if (failed instanceof GuestAgentError && failed.code === 'refused') throw failed;
  };

  return {
    execute,
    ping: async (timeoutMs) => void (await execute('guest-ping', undefined, timeoutMs)),
    info: async () => (await execute('guest-info')) as Awaited<ReturnType<GuestAgent['info']>>,
    osInfo: async () => (await execute('guest-get-osinfo')) as GuestOsInfo,
    interfaces: async () => (await execute('guest-network-get-interfaces')) as GuestInterface[],
    freeze: async (timeoutMs) => Number(await execute('guest-fsfreeze-freeze', undefined, timeoutMs)),
    thaw: async (timeoutMs) => Number(await execute('guest-fsfreeze-thaw', undefined, timeoutMs)),
    exec,
    shutdown,
    close: () => session?.socket.destroy(),
  };
}

interface ExecStatus {
  exited: boolean;
  exitcode?: number;
  'out-data'?: string;
  'err-data'?: string;
}

function execResult(status: ExecStatus): GuestExecResult {
  const decode = (data?: string) => Buffer.from(data ?? '', 'base64').toString('utf8');
  return { exitCode: status.exitcode ?? null, stdout: decode(status['out-data']), stderr: decode(status['err-data']) };
}
