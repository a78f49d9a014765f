import type { ManagedObject } from '../objects/managedObject.ts';
import type { Session } from '../session/sessionStore.ts';
import type { OperationSchema } from '../vim/schema.ts';
import type { World } from '../world.ts';

/** One SOAP request, checked: the operation exists on the target, the caller may use it, arguments fit the schema. */
export interface Call {
  world: World;
  /** Undefined only for operations that anybody may call. */
  session: Session | undefined;
  target: ManagedObject;
  args: Record<string, unknown>;
  operation: OperationSchema;
  client: {
    userAgent: string;
    address: string;
    /** `host:port` as the client called it. */
    host: string;
    setCookie(header: string): void;
    /** Ends when the client hangs up. */
    signal: AbortSignal;
  };
}

export type Handlers = Record<string, (call: Call) => unknown>;
