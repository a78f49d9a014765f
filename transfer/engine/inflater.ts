import { constants, createInflate, inflateSync } from 'node:zlib';

/**
 * Inflates a zlib stream (RFC 1950) into memory.
 * @returns bytes that it stands for
 * @throws Error when it is corrupt or cut off, or stands for more than `into` takes
 */
export type Inflate = (into: Buffer, deflated: Uint8Array) => number;

/** What Node's own `inflateSync` runs on. It is not documented, so its shape is looked at before it is used. */
interface Handle {
  reset(): void;
  writeSync(flush: number, ...places: [...Place, ...Place]): void;
  onerror(message: string): void;
}

type Place = [memory: Uint8Array, offset: number, length: number];

/**
 * One zlib state for any number of streams. `inflateSync` makes a state, a stream object and a buffer for each, which for
 * a grain of 64 KiB takes twice as long as the inflating itself (docs/adr/0040).
 */
export function createInflater(): Inflate {
  const { _handle: handle, _writeState: left } = createInflate() as unknown as {
    _handle?: Partial<Handle>;
    _writeState?: Uint32Array;
  };
  const known = left instanceof Uint32Array && left.length === 2 && typeof handle?.writeSync === 'function';
  return known && typeof handle.reset === 'function' ? inflateWith(handle as Handle, left) : inflateByItself;
}

function inflateWith(handle: Handle, left: Uint32Array): Inflate {
  const beyond = Buffer.alloc(1);
  let failure: string | undefined;
  handle.onerror = (message) => {
    failure = message;
  };
  return (into, deflated) => {
    failure = undefined;
    handle.reset();
    handle.writeSync(constants.Z_FINISH, deflated, 0, deflated.length, into, 0, into.length);
    const [room = 0, rest = 0] = left;
    // Its end and checksum may not have been read yet, or more is to come: room for one byte more tells.
    if (failure === undefined && room === 0) {
      handle.writeSync(constants.Z_FINISH, deflated, deflated.length - rest, rest, beyond, 0, 1);
      if (left[0] === 0) failure = `it stands for more than ${into.length} bytes`;
    }
    if (failure !== undefined) throw new Error(failure);
    return into.length - room;
  };
}

/** The documented way, for a Node that has another shape. */
export function inflateByItself(into: Buffer, deflated: Uint8Array): number {
  return inflateSync(deflated, { maxOutputLength: into.length, chunkSize: Math.max(64, into.length) }).copy(into);
}
