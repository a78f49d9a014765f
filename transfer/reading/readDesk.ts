import type { ReadCaps } from '../../contract/limits.ts';
import type { SourcePlace } from '../../ports/diskLocation.ts';
import { Places } from './places.ts';
import { ReadGate, takeAll } from './readGate.ts';
import { ReadWindow, type WindowBounds } from './readWindow.ts';

/** Windows of places that were read from last; the next disk there begins where the last one had got to. */
const mostRemembered = 1000;

/** Reads in flight of all disks of a mover: at most so many altogether, per ESXi host and per datastore. */
export class ReadDesk {
  readonly #all = new Places();
  readonly #hosts = new Map<string, Places>();
  readonly #datastores = new Map<string, Places>();
  readonly #learned = new Map<string, number>();
  #caps: ReadCaps | undefined;

  /** Counts for reads that begin from now on. */
  setCaps(caps: ReadCaps): void {
    this.#caps = caps;
    this.#all.setLimit(caps.perMover ?? undefined);
    for (const places of this.#hosts.values()) places.setLimit(caps.perHost ?? undefined);
    for (const places of this.#datastores.values()) places.setLimit(caps.perDatastore ?? undefined);
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
    if (host !== undefined) shared.push(this.#places(this.#hosts, host, this.#caps?.perHost));
    if (datastore !== undefined) shared.push(this.#places(this.#datastores, datastore, this.#caps?.perDatastore));
    return [...shared, this.#all];
  }

  #places(known: Map<string, Places>, name: string, limit: number | null | undefined): Places {
    const places = known.get(name) ?? new Places(limit ?? undefined);
    known.set(name, places);
    return places;
  }
}
