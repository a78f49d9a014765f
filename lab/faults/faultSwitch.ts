import type { LabFault, LabFaultRequest } from '../../contract/lab.ts';

/** What one named fault does and which keys its `match` may carry. */
export interface KnownFault {
  meaning: string;
  /** Keys of `match` that narrow the occasions, e.g. `vm`. */
  narrows?: readonly string[];
  /** Keys of `match` that shape the effect, e.g. `bytes` or `percent`. */
  parameters?: readonly string[];
  /** Set for faults that chaos may commit, as they end well, at most after a retry: the match that it uses. */
  chaos?: LabFaultRequest['match'];
}

export type KnownFaults = Readonly<Record<string, KnownFault>>;
export type Occasion = Record<string, string | number | boolean | undefined>;

/** A fault cannot be armed: unknown name or a malformed request. */
export class FaultRequestError extends Error {
  override name = 'FaultRequestError';
}

/** The faults that are armed now; code asks `strike` at each place where one could happen. */
export class FaultSwitch {
  readonly known: KnownFaults;
  readonly #armed = new Map<string, { fault: LabFault; toSkip: number }>();
  #nextId = 1;

  constructor(known: KnownFaults) {
    this.known = known;
  }

  arm(request: LabFaultRequest): LabFault {
    const known = this.known[request.name];
    if (known === undefined) {
      throw new FaultRequestError(`Unknown fault "${request.name}"; GET /faults/known lists the names.`);
    }
    for (const key of ['count', 'skip'] as const) {
      const value = request[key];
      if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
        throw new FaultRequestError(`"${key}" must be a whole number of 0 or more, not ${JSON.stringify(value)}.`);
      }
    }
    const allowed = [...(known.narrows ?? []), ...(known.parameters ?? [])];
    for (const key of Object.keys(request.match ?? {})) {
      if (!allowed.includes(key)) {
        const hint = allowed.length > 0 ? `it takes ${allowed.join(', ')}` : 'it takes none';
        throw new FaultRequestError(`Fault "${request.name}" knows no match key "${key}": ${hint}.`);
      }
    }
    const fault: LabFault = { ...request, id: `fault-${this.#nextId++}`, struck: 0 };
    this.#armed.set(fault.id, { fault, toSkip: request.skip ?? 0 });
    return { ...fault };
  }

  list(): LabFault[] {
    return [...this.#armed.values()].map(({ fault }) => ({ ...fault }));
  }

  /** @returns whether it was armed */
  disarm(id: string): boolean {
    return this.#armed.delete(id);
  }

  disarmAll(): void {
    this.#armed.clear();
  }

  /**
   * Tells whether the named fault happens on this occasion, and counts it.
   * @param occasion facts that `match` is compared with, e.g. `{ vm: 'vm-101', file: 'x-flat.vmdk' }`
   * @returns the fault with its parameters, or undefined
   */
  strike(name: string, occasion: Occasion = {}): LabFault | undefined {
    for (const entry of this.#armed.values()) {
      if (entry.fault.name !== name || !this.#matches(entry.fault, occasion)) continue;
      if (entry.toSkip > 0) {
        entry.toSkip -= 1;
        continue;
      }
      entry.fault.struck += 1;
      const count = entry.fault.count ?? 1;
      if (count > 0 && entry.fault.struck >= count) this.#armed.delete(entry.fault.id);
      return { ...entry.fault };
    }
    return undefined;
  }

  #matches(fault: LabFault, occasion: Occasion): boolean {
    const narrows = this.known[fault.name]?.narrows ?? [];
    return Object.entries(fault.match ?? {}).every(
      ([key, wanted]) => !narrows.includes(key) || String(occasion[key]) === String(wanted),
    );
  }
}

/** A numeric parameter of a fault that struck. */
export function faultNumber(fault: LabFault, parameter: string, otherwise: number): number {
  const value = Number(fault.match?.[parameter] ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
}
