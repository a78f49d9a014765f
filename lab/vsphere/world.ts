import { EventEmitter } from 'node:events';
import type { FaultSwitch } from '../faults/faultSwitch.ts';
import { EventLog } from './events/eventLog.ts';
import type { AccessLog } from './folder/accessLog.ts';
import type { PlacedDatacenter } from './inventory/placement.ts';
import type { Lease } from './lease/lease.ts';
import type { Machine } from './machines/machine.ts';
import type { ManagedObject } from './objects/managedObject.ts';
import type { User } from './session/privileges.ts';
import { type Session, SessionStore } from './session/sessionStore.ts';
import type { VsphereSettings } from './settings.ts';
import { TaskStore } from './tasks/taskStore.ts';
import type { Ref } from './vim/values.ts';
import { notFound } from './vim/vimFault.ts';

/** Everything that the simulated vCenter knows. */
export class World {
  readonly settings: VsphereSettings;
  readonly faults: FaultSwitch;
  readonly users: readonly User[];
  readonly accessLog: AccessLog;
  readonly instanceUuid: string;
  /** SHA-1 of the server's certificate, for leases. */
  readonly thumbprint: string;
  readonly objects = new Map<string, ManagedObject>();
  readonly machines = new Map<string, Machine>();
  readonly leases = new Map<string, Lease>();
  readonly sessions: SessionStore;
  readonly tasks: TaskStore;
  readonly events = new EventLog(() => this.nextNumber());
  datacenters: PlacedDatacenter[] = [];
  readonly #generation: number;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #serial = 0;

  constructor(options: {
    settings: VsphereSettings;
    faults: FaultSwitch;
    users: readonly User[];
    accessLog: AccessLog;
    instanceUuid: string;
    thumbprint: string;
    /** Rises with each start, so that ids are never given twice. */
    generation: number;
  }) {
    this.settings = options.settings;
    this.faults = options.faults;
    this.users = options.users;
    this.accessLog = options.accessLog;
    this.instanceUuid = options.instanceUuid;
    this.thumbprint = options.thumbprint;
    this.#generation = options.generation;
    this.sessions = new SessionStore(options.settings.sessionIdleMilliseconds, (session) => this.#endSession(session));
    this.tasks = new TaskStore(this);
  }

  nextNumber(): number {
    this.#serial += 1;
    return this.#generation * 100_000 + this.#serial;
  }

  add<T extends ManagedObject>(object: T): T {
    this.objects.set(object.ref.id, object);
    return object;
  }

  remove(id: string): void {
    this.objects.delete(id);
  }

  /** @throws ManagedObjectNotFound */
  find(reference: Ref): ManagedObject {
    const object = this.objects.get(reference.id);
    if (object === undefined || object.ref.ref !== reference.ref) throw notFound(reference);
    return object;
  }

  /** Says that some property may have changed that outlives the lab's process. */
  changed(): void {
    this.#changes.emit('lasting');
    this.#changes.emit('change');
  }

  /** Says that some property may have changed that goes with the lab's process, as the progress of a task does. */
  moved(): void {
    this.#changes.emit('change');
  }

  /** @returns a function that ends the subscription */
  onLastingChange(listener: () => void): () => void {
    this.#changes.on('lasting', listener);
    return () => void this.#changes.off('lasting', listener);
  }

  /** Waits for a change, at most so long. */
  async nextChange(milliseconds: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#changes.off('change', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      timer.unref();
      this.#changes.once('change', done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #endSession(session: Session): void {
    for (const lease of this.leases.values()) if (session.objects.has(lease.ref.id)) lease.end();
    for (const id of session.objects) this.remove(id);
    this.moved();
  }
}
