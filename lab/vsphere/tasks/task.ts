import type { ManagedObject } from '../objects/managedObject.ts';
import type { Data, Ref } from '../vim/values.ts';
import type { VimFault } from '../vim/vimFault.ts';

export class Task implements ManagedObject {
  readonly ref: Ref;
  readonly operation: string;
  readonly entity: Ref;
  readonly entityName: string;
  readonly user: string;
  readonly cancelable: boolean;
  readonly queueTime = new Date();
  state: 'queued' | 'running' | 'success' | 'error' = 'queued';
  progress: number | undefined;
  cancelled = false;
  startTime: Date | undefined;
  completeTime: Date | undefined;
  error: VimFault | undefined;
  result: unknown;

  constructor(options: {
    ref: Ref;
    operation: string;
    entity: Ref;
    entityName: string;
    user: string;
    cancelable: boolean;
  }) {
    this.ref = options.ref;
    this.operation = options.operation;
    this.entity = options.entity;
    this.entityName = options.entityName;
    this.user = options.user;
    this.cancelable = options.cancelable;
  }

  get ended(): boolean {
    return this.state === 'success' || this.state === 'error';
  }

  property(name: string): unknown {
    if (name === 'info') return this.info();
    return name === 'value' || name === 'availableField' ? [] : undefined;
  }

  info(): Data {
    return {
      $type: 'TaskInfo',
      key: this.ref.id,
      task: this.ref,
      name: this.operation,
      descriptionId: descriptionId(this.entity.ref, this.operation),
      entity: this.entity,
      entityName: this.entityName,
      locked: this.ended ? [] : [this.entity],
      state: this.state,
      cancelled: this.cancelled,
      cancelable: this.cancelable && !this.ended,
      error: this.error?.localized(),
      result: this.result,
      progress: this.state === 'running' ? this.progress : undefined,
      reason: { $type: 'TaskReasonUser', userName: this.user },
      queueTime: this.queueTime,
      startTime: this.startTime,
      completeTime: this.completeTime,
      eventChainId: Number(this.ref.id.replace(/\D/g, '')),
    };
  }
}

/** `CreateSnapshot_Task` on a VirtualMachine is `VirtualMachine.createSnapshot`; the VM suffix is not part of names. */
function descriptionId(type: string, operation: string): string {
  const name = operation.replace(/_Task$/, '').replace(/VM$/, '');
  return `${type}.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
