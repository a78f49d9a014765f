import type { QemuProcess } from '../qemu/qemuProcess.ts';

export type Power = 'poweredOn' | 'poweredOff';

/** The power of a machine whose process outlives the guest's own power-off. */
export interface MachinePower {
  state(): Power;
  on(): Promise<void>;
  off(): Promise<void>;
  /** Runs while no processor runs; the power does not change by it. */
  whileStopped(work: () => Promise<void>): Promise<void>;
}

export function createMachinePower(machine: QemuProcess, changed: (power: Power) => void): MachinePower {
  const { monitor } = machine;
  let power: Power = 'poweredOff';
  let fresh = true;
  const become = (next: Power) => {
    if (next === power) return;
    power = next;
    changed(next);
  };

  let guestHasEnded = false;
  monitor.onEvent((event) => {
    if (event.name === 'SHUTDOWN') guestHasEnded = true;
    // By now all that the guest has written is in the block layer.
    else if (event.name === 'STOP' && guestHasEnded) become('poweredOff');
  });
  void machine.exited.then(() => become('poweredOff'));

  const on = async () => {
    if (power === 'poweredOn') return;
    if (!fresh) {
      const reset = monitor.nextEvent((event) => event.name === 'RESET');
      reset.catch(() => {});
      await monitor.execute('system_reset');
      await reset;
    }
    fresh = false;
    guestHasEnded = false;
    await monitor.execute('cont');
    become('poweredOn');
  };
  const off = async () => {
    if (power === 'poweredOff') return;
    await monitor.execute('stop');
    become('poweredOff');
  };
  const whileStopped = async (work: () => Promise<void>) => {
    if (power === 'poweredOff') return work();
    await monitor.execute('stop');
    try {
      await work();
    } finally {
      // The guest may have ended in between; then there is nothing to go on with.
      if (!guestHasEnded) await monitor.execute('cont');
    }
  };
  return { state: () => power, on, off, whileStopped };
}
