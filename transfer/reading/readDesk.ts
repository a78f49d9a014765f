import type { SourcePlace } from '../../ports/diskLocation.ts';
import { Places } from './places.ts';
import { ReadGate, takeAll } from './readGate.ts';
import { ReadWindow, type WindowBounds } from './readWindow.ts';

/** Windows of places that were read from last; the next disk there begins where the last one had got to. */
const mostRemembered = 1000;

/** How many reads this mover may have in flight; undefined: any number. */
export interface CapsNow {
  all: number | undefined;
  ofHost(host: string): number | undefined;
  ofDatastore(datastore: string): number | undefined;
}

/** Reads in flight of all disks of a mover: at most so many altogether, per ESXi host and per datastore. */
export class ReadDesk {
  readonly #all = new Places();
  readonly #hosts = new Map<string, Places>();
  readonly #datastores = new Map<string, Places>();
  readonly #learned = new Map<string, number>();
  #caps: CapsNow | undefined;

  /** Counts for reads that begin from now on. */
  setCaps(caps: CapsNow): void {
    this.#caps = caps;
    this.#all.setLimit(caps.all);
    for (const [host, places] of this.#hosts) places.setLimit(caps.ofHost(host));
    for (const [datastore, places] of this.#datastores) places.setLimit(caps.ofDatastore(datastore));
  }

  /** The gate of one disk, for as long as its source is open. */
  open(place: SourcePlace, bounds: WindowBounds): { gate: ReadGate; close(): void } {
    const key = JSON.stringify([place.host, place.datastore]);
    const window = new ReadWindow({ ...bounds, first: this.#learned.get(key) ?? bounds.first });
    return {
      gate: new ReadGate(new Places(), window, this.#shared(place)),
      close: () => {
        this.#learned.delete(key);
        this.#learned.set(key, window.size);
        const [oldest] = this.#learned.keys();
        if (this.#learned.size > mostRemembered && oldest !== undefined) this.#learned.delete(oldest);
      },
    };
  }

  /** A stream is one read that lasts as long as the stream. @returns what gives its places back */
  hold(place: SourcePlace, signal: AbortSignal): Promise<() => void> {
    return takeAll(this.#shared(place), signal);
  }

  #shared({ host, datastore }: SourcePlace): Places[] {
    const shared = [];
    if (host !== undefined) shared.push(placesOf(this.#hosts, host, this.#caps?.ofHost));
    if (datastore !== undefined) shared.push(placesOf(this.#datastores, datastore, this.#caps?.ofDatastore));
    return [...shared, this.#all];
  }
}

function placesOf(known: Map<string, Places>, name: string, cap?: (name: string) => number | undefined): Places {
  const places = known.get(name) ?? new Places(cap?.(name));
  known.set(name, places);
  return places;
}
