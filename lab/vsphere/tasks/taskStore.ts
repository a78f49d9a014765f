import { setTimeout as delay } from 'node:timers/promises';
import { faultNumber } from '../../faults/faultSwitch.ts';
import type { Machine } from '../machines/machine.ts';
import type { Call } from '../soap/call.ts';
import { type Ref, ref } from '../vim/values.ts';
import { asFault, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import { Task } from './task.ts';

/** What a task does once it runs; its result becomes TaskInfo.result. */
export type TaskWork = () => Promise<unknown>;

interface TaskRun {
  task: Task;
  machine: Machine;
  work: TaskWork;
  occasion: { operation: string; vm: string };
  signal: AbortSignal;
}

const questionAsked = 'msg.hbacommon.outofspace: There is no more space for virtual disk. Retry, or cancel?';

/** Long-running operations: queued, running with progress, ended, and forgotten after a while. */
export class TaskStore {
  readonly #world: World;
  readonly #tasks = new Map<string, Task>();
  readonly #cancels = new Map<string, AbortController>();

  constructor(world: World) {
    this.#world = world;
  }

  recent(): Ref[] {
    return [...this.#tasks.values()].slice(-20).map((task) => task.ref);
  }

  /**
   * Starts a task that changes a machine; a machine takes one at a time.
   * @throws TaskInProgress
   */
  onMachine(call: Call, machine: Machine, work: TaskWork, options: { cancelable?: boolean } = {}): Ref {
    const operation = call.operation.name;
    const occasion = { operation, vm: machine.id };
    if (machine.busyWith !== undefined || this.#world.faults.strike('task-in-progress', occasion) !== undefined) {
      throw new VimFault(
        'TaskInProgress',
        'The operation is not allowed in the current state: another task is already in progress.',
        {
          task: machine.busyWith ?? ref('Task', `task-${this.#world.nextNumber()}`),
        },
      );
    }
    const task = new Task({
      ref: ref('Task', `task-${this.#world.nextNumber()}`),
      operation,
      entity: machine.ref,
      entityName: machine.name,
      user: call.session?.user.username ?? '',
      cancelable: options.cancelable ?? false,
    });
    this.#tasks.set(task.ref.id, task);
    this.#world.add(task);
    machine.busyWith = task.ref;
    machine.recentTasks = [...machine.recentTasks.slice(-4), task.ref];
    const cancel = new AbortController();
    this.#cancels.set(task.ref.id, cancel);
    void this.#run({ task, machine, work, occasion, signal: cancel.signal });
    return task.ref;
  }

  /** @throws InvalidState when it cannot be cancelled any more */
  cancel(id: string): void {
    const task = this.#tasks.get(id);
    if (task === undefined || task.ended || !task.cancelable) {
      throw new VimFault('InvalidState', 'The task cannot be cancelled in its current state.');
    }
    task.cancelled = true;
    this.#cancels.get(id)?.abort();
  }

  async #run(run: TaskRun): Promise<void> {
    const { task, machine } = run;
    try {
      await this.#proceed(run);
      task.result = await run.work();
      if (this.#world.faults.strike('task-result-missing', run.occasion) !== undefined) task.result = undefined;
      task.state = 'success';
    } catch (error) {
      task.error = run.signal.aborted
        ? new VimFault('RequestCanceled', 'The task was canceled by a user.')
        : asFault(error);
      task.state = 'error';
    }
    task.completeTime = new Date();
    machine.busyWith = undefined;
    this.#cancels.delete(task.ref.id);
    const vanishes = this.#world.faults.strike('task-vanishes', run.occasion) !== undefined;
    if (vanishes) this.#forget(task, machine);
    else setTimeout(() => this.#forget(task, machine), this.#world.settings.taskRetentionMilliseconds).unref();
    this.#world.changed();
  }

  /** The waiting part of a task: it takes its time before its effect, in visible steps. */
  async #proceed({ task, machine, occasion, signal }: TaskRun): Promise<void> {
    const { faults, settings } = this.#world;
    const step = settings.taskMilliseconds / 5;
    await delay(step, undefined, { signal });
    const queued = faults.strike('task-queued', occasion);
    if (queued !== undefined) await delay(faultNumber(queued, 'milliseconds', 60_000), undefined, { signal });
    task.state = 'running';
    task.startTime = new Date();
    for (const progress of [0, 25, 50, 95]) {
      task.progress = progress;
      this.#world.moved();
      await delay(step, undefined, { signal });
    }
    if (faults.strike('question-pending', occasion) !== undefined) await this.#ask(machine, signal);
    const stuck = faults.strike('task-stuck', occasion);
    if (stuck !== undefined) await delay(faultNumber(stuck, 'milliseconds', 60_000), undefined, { signal });
    if (faults.strike('task-cancelled', occasion) !== undefined) {
      task.cancelled = true;
      throw new VimFault('RequestCanceled', 'The task was canceled by a user.');
    }
    const fails = faults.strike('task-fails', occasion);
    if (fails !== undefined) throw injectedFault(String(fails.match?.['fault'] ?? 'SystemError'), occasion.vm);
    const nested = faults.strike('task-fails-nested', occasion);
    if (nested === undefined) return;
    const { fault = 'GenericVmConfigFault', cause = 'NoDiskSpace' } = nested.match ?? {};
    throw injectedFault(String(fault), occasion.vm, injectedFault(String(cause), occasion.vm));
  }

  /** Waits until somebody has answered. */
  async #ask(machine: Machine, signal: AbortSignal): Promise<void> {
    machine.question = questionAsked;
    this.#world.changed();
    while (machine.question !== undefined) await delay(20, undefined, { signal });
  }

  #forget(task: Task, machine: Machine): void {
    this.#tasks.delete(task.ref.id);
    this.#world.remove(task.ref.id);
    machine.recentTasks = machine.recentTasks.filter((one) => one.id !== task.ref.id);
  }
}

/** A fault named by whoever armed it, with the fields that its type requires. */
export function injectedFault(type: string, vm: string, cause?: VimFault): VimFault {
  const reasons: Record<string, unknown> = { SystemError: 'injected', GenericVmConfigFault: 'injected' };
  const fields: Record<string, unknown> = {
    ...(type in reasons ? { reason: reasons[type] } : {}),
    ...(cause === undefined ? {} : { faultCause: cause.localized() }),
  };
  const probe = new VimFault(type, `Injected fault ${type} on ${vm}.`, fields);
  const file = probe.is('FileFault') ? { file: `/vmfs/volumes/lab/${vm}/${vm}.vmdk` } : {};
  const datastore = type === 'NoDiskSpace' ? { datastore: 'lab' } : {};
  return new VimFault(type, probe.message, { ...fields, ...file, ...datastore });
}
