import { extendsType } from './schema.ts';
import type { Data, Ref } from './values.ts';

/** A vim25 fault, to be answered as HTTP 500 or kept as a task's error. */
export class VimFault extends Error {
  override name = 'VimFault';
  readonly fault: Data & { $type: string };

  constructor(type: string, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.fault = { $type: type, ...fields };
  }

  is(type: string): boolean {
    return extendsType(this.fault.$type, type);
  }

  /** The form that nested faults take: TaskInfo.error, missingSet, lease.error. */
  localized(): Data {
    return { fault: this.fault, localizedMessage: this.message };
  }
}

export function notAuthenticated(object: Ref, privilegeId = 'System.View'): VimFault {
  return new VimFault('NotAuthenticated', 'The session is not authenticated.', { object, privilegeId });
}

export function noPermission(object: Ref, privilegeId: string): VimFault {
  return new VimFault('NoPermission', 'Permission to perform this operation was denied.', {
    object,
    privilegeId,
    missingPrivileges: [{ entity: object, privilegeIds: [privilegeId] }],
  });
}

export function notFound(object: Ref): VimFault {
  return new VimFault(
    'ManagedObjectNotFound',
    `The object 'vim.${object.ref}:${object.id}' has already been deleted or has not been completely created`,
    { obj: object },
  );
}

/** Of a method that is known and that this server does not have. */
export function methodNotFound(receiver: Ref, method: string): VimFault {
  return new VimFault('MethodNotFound', `The method ${method} is not implemented here.`, { receiver, method });
}

export function invalidRequest(message: string): VimFault {
  return new VimFault('InvalidRequest', message);
}

export function invalidArgument(property: string): VimFault {
  return new VimFault('InvalidArgument', `A specified parameter was not correct: ${property}`, {
    invalidProperty: property,
  });
}

export function invalidProperty(name: string): VimFault {
  return new VimFault('InvalidProperty', `Invalid property: ${name}`, { name });
}

export function invalidState(message: string): VimFault {
  return new VimFault('InvalidState', message);
}

export function invalidPowerState(requestedState: string | undefined, existingState: string): VimFault {
  return new VimFault(
    'InvalidPowerState',
    `The attempted operation cannot be performed in the current state (${existingState}).`,
    { requestedState, existingState },
  );
}

export function fileFault(type: 'FileFault' | 'FileLocked' | 'CannotAccessFile', file: string): VimFault {
  return new VimFault(type, `Error caused by file ${file}`, { file });
}

/** Any error as a fault; what is not one of ours is a defect of the lab and says so. */
export function asFault(error: unknown): VimFault {
  if (error instanceof VimFault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new VimFault('SystemError', `A general system error occurred: ${reason}`, { reason });
}
