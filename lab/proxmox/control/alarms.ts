export interface Alarm {
  at: string;
  kind: 'volume-attached-twice' | 'volume-open-at-start' | 'volume-two-writers';
  volid: string;
  vmids: number[];
  text: string;
}

/**
 * What Proxmox VE lets pass in silence but ruins data: one volume with two users. Only the lab says it, so that tests
 * can catch a mover that is not exclusive.
 */
export class Alarms {
  readonly #alarms: Alarm[] = [];

  /** The same alarm is kept once. */
  raise(alarm: Omit<Alarm, 'at'>): void {
    if (this.#alarms.some(({ text }) => text === alarm.text)) return;
    this.#alarms.push({ at: new Date().toISOString(), ...alarm });
  }

  list(): Alarm[] {
    return [...this.#alarms];
  }
}
