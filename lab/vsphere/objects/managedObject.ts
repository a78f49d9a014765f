import type { Ref } from '../vim/values.ts';

/** Anything that PropertyCollector can look at. */
export interface ManagedObject {
  readonly ref: Ref;
  /** Value of a property that the object's type declares; undefined when it is unset. */
  property(name: string): unknown;
}

/** An object whose properties are given one by one. */
export class PlainObject implements ManagedObject {
  readonly ref: Ref;
  readonly #properties: Record<string, (() => unknown) | undefined>;

  constructor(ref: Ref, properties: Record<string, () => unknown>) {
    this.ref = ref;
    this.#properties = properties;
  }

  property(name: string): unknown {
    return Object.hasOwn(this.#properties, name) ? this.#properties[name]?.() : undefined;
  }
}

/** What every inventory object has. */
export function entityProperties(options: {
  name: () => string;
  parent: () => Ref | undefined;
}): Record<string, () => unknown> {
  return {
    name: options.name,
    parent: options.parent,
    overallStatus: () => 'green',
    configStatus: () => 'green',
    configIssue: () => [],
    effectiveRole: () => [-1],
    permission: () => [],
    declaredAlarmState: () => [],
    triggeredAlarmState: () => [],
    alarmActionsEnabled: () => true,
    disabledMethod: () => [],
    recentTask: () => [],
    tag: () => [],
    value: () => [],
    availableField: () => [],
    customValue: () => [],
  };
}
