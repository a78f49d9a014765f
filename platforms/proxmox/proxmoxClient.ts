import { type Proxmox, proxmoxApi } from 'proxmox-api';
import type { PlatformCredentials } from '../../ports/connections.ts';
import type { BinarySocket } from './transport/binarySocket.ts';
import { segment } from './transport/parameters.ts';
import type { ServerClock } from './transport/serverClock.ts';
import { ProxmoxTransport, type UploadCall } from './transport/transport.ts';

const rememberedTasks = 1_000;

/** proxmox-api's typed paths on our transport. Ids go through `segment()` first. */
export class ProxmoxClient {
  /** As task ids name it: `user@realm` or `user@realm!token`. */
  readonly user: string;
  readonly #transport: ProxmoxTransport;
  readonly #knownTasks = new Set<string>();

  constructor(credentials: PlatformCredentials) {
    this.user = credentials.username;
    this.#transport = new ProxmoxTransport(credentials);
  }

  get clock(): ServerClock {
    return this.#transport.clock;
  }

  /** The API for calls that end with `signal`. */
  api(signal: AbortSignal): Proxmox.Api {
    return proxmoxApi({
      doRequest: (method, path, _template, parameters) =>
        this.#transport.request({ method: method.toUpperCase(), path, parameters, signal }),
    });
  }

  get origin(): string {
    return this.#transport.origin;
  }

  /** proxmox-api sends no multipart forms. @returns the task's id */
  upload(
    { node, storage, ...form }: Pick<UploadCall, 'fields' | 'file'> & { node: string; storage: string },
    signal: AbortSignal,
  ): Promise<unknown> {
    const path = `/api2/json/nodes/${segment(node)}/storage/${segment(storage)}/upload`;
    return this.#transport.upload({ path, ...form, signal });
  }

  /** What is looked for after an unknown outcome is none of the tasks that this process already waits for. */
  knows(upid: string): boolean {
    return this.#knownTasks.has(upid);
  }

  remember(upid: string): void {
    this.#knownTasks.add(upid);
    // Only tasks of the last seconds are ever looked for.
    const [oldest] = this.#knownTasks;
    if (this.#knownTasks.size > rememberedTasks && oldest !== undefined) this.#knownTasks.delete(oldest);
  }

  openSocket(path: string, signal: AbortSignal): Promise<BinarySocket> {
    return this.#transport.socket(path, signal);
  }

  login(signal: AbortSignal): Promise<void> {
    return this.#transport.login(signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
