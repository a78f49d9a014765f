import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultSwitch } from '../../faults/faultSwitch.ts';
import { authUser, type Identity } from '../access/accessConfig.ts';
import { messageOf } from '../http/apiError.ts';
import { readJson, writeJson } from '../state/jsonFile.ts';
import type { TaskRecord, Worker } from './task.ts';
import { runTask } from './taskRun.ts';
import { formatUpid } from './upid.ts';

interface Running {
  stop: AbortController;
  ended: Promise<void>;
}

export interface TaskRequest {
  node: string;
  type: string;
  /** VM id, storage or empty. */
  id: string;
  identity: Identity;
}

/** All tasks of the lab: their records and logs on disk, their workers in this process. */
export class TaskStore {
  readonly #dir: string;
  readonly #faults: FaultSwitch;
  readonly #records = new Map<string, TaskRecord>();
  readonly #running = new Map<string, Running>();
  #nextPid = 1000;

  constructor(dir: string, faults: FaultSwitch) {
    this.#dir = dir;
    this.#faults = faults;
    mkdirSync(dir, { recursive: true });
    for (const name of readdirSync(dir).filter((file) => file.endsWith('.json'))) {
      const record = readJson<TaskRecord>(join(dir, name));
      if (!record) continue;
      // Its worker died with the lab's last process, like a worker killed by a power cut.
      record.exitstatus ??= 'unexpected status';
      this.#records.set(record.upid, record);
      this.#nextPid = Math.max(this.#nextPid, record.pid);
    }
  }

  /** Starts a worker and returns its UPID at once. */
  start(request: TaskRequest, worker: Worker): string {
    const pid = ++this.#nextPid;
    const starttime = Math.floor(Date.now() / 1000);
    const pstart = Math.floor(performance.now() / 10) + 10_000;
    const user = authUser(request.identity);
    const { node, type, id } = request;
    const upid = formatUpid({ node, pid, pstart, starttime, type, id, user });
    const [userid = '', tokenid] = user.split('!');
    const record: TaskRecord = { upid, node, pid, pstart, starttime, type, id, user: userid };
    if (tokenid !== undefined) record.tokenid = tokenid;
    this.#records.set(upid, record);
    this.#save(record);
    const stop = new AbortController();
    const ended = runTask({
      upid,
      worker,
      signal: stop.signal,
      faults: this.#faults,
      occasion: { type, vmid: id },
      write: (line) => appendFileSync(this.#logPath(upid), `${line.replaceAll('\n', ' ')}\n`),
    }).then((exitstatus) => {
      record.exitstatus = exitstatus;
      record.endtime = Math.floor(Date.now() / 1000);
      this.#running.delete(upid);
      this.#save(record);
    });
    this.#running.set(upid, { stop, ended });
    return upid;
  }

  get(upid: string): TaskRecord | undefined {
    return this.#records.get(upid);
  }

  /** Newest first. */
  list(): TaskRecord[] {
    return [...this.#records.values()].reverse().sort((a, b) => b.starttime - a.starttime);
  }

  logLines(upid: string): string[] {
    try {
      return readFileSync(this.#logPath(upid), 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  }

  async stop(upid: string): Promise<void> {
    const running = this.#running.get(upid);
    running?.stop.abort(new Error('received interrupt'));
    await running?.ended;
  }

  /** Resolves when the task has ended, or after `limitMs`. @returns its exit status if it has ended. */
  async settled(upid: string, limitMs: number): Promise<string | undefined> {
    const running = this.#running.get(upid);
    if (running) {
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([running.ended, new Promise((resolve) => (timer = setTimeout(resolve, limitMs)))]);
      clearTimeout(timer);
    }
    return this.#records.get(upid)?.exitstatus;
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((upid) => this.stop(upid).catch(messageOf)));
  }

  #logPath(upid: string): string {
    return join(this.#dir, `${fileName(upid)}.log`);
  }

  #save(record: TaskRecord): void {
    writeJson(join(this.#dir, `${fileName(record.upid)}.json`), record);
  }
}

function fileName(upid: string): string {
  return upid.replaceAll(':', '_').replaceAll('>', '_');
}
