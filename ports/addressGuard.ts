import type { LookupFunction } from 'node:net';

/** Says where connections to platforms may go: what users enter as an address must not lead into our own network. */
export interface AddressGuard {
  /** For an address instead of a name. @throws DroverError platform.address-refused */
  demand(host: string): void;
  /** Resolves names as sockets do, each time anew; one that has a refused address is refused. */
  lookup: LookupFunction;
}
