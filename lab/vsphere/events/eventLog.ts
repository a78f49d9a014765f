import type { Machine } from '../machines/machine.ts';
import type { Data } from '../vim/values.ts';

/** What happened to machines, oldest first. Of what a real vCenter records only changes of power are here. */
export class EventLog {
  readonly #nextKey: () => number;
  readonly #events: Data[] = [];
  readonly #suspended = new Set<string>();

  constructor(nextKey: () => number) {
    this.#nextKey = nextKey;
  }

  all(): readonly Data[] {
    return this.#events;
  }

  /** Records the power that a machine has just got. */
  power(machine: Machine): void {
    const power = machine.power();
    if (power === 'poweredOn') {
      this.#post(machine, this.#suspended.delete(machine.id) ? 'VmResumingEvent' : 'VmStartingEvent', 'is starting');
      this.#post(machine, 'VmPoweredOnEvent', 'is powered on');
    } else if (power === 'suspended') {
      this.#suspended.add(machine.id);
      this.#post(machine, 'VmSuspendedEvent', 'is suspended');
    } else {
      this.#suspended.delete(machine.id);
      this.#post(machine, 'VmPoweredOffEvent', 'is powered off');
    }
  }

  #post(machine: Machine, type: string, says: string): void {
    const key = this.#nextKey();
    const { host } = machine.placement;
    this.#events.push({
      $type: type,
      key,
      chainId: key,
      createdTime: new Date(),
      userName: '',
      host: { name: host.spec.name, host: host.ref },
      vm: { name: machine.name, vm: machine.ref },
      fullFormattedMessage: `${machine.name} on ${host.spec.name} ${says}`,
      template: false,
    });
  }
}
