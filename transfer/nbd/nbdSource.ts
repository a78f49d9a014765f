import { DroverError } from '../../contract/errors.ts';
import type { SourceExtent } from '../../ports/blockSource.ts';
import type { Extent } from '../../ports/extent.ts';
import type { DirectSource } from '../directSource.ts';
import { NbdConnection } from './nbdConnection.ts';
import { allocation } from './nbdProtocol.ts';

/** More connections do not help on few cores; one is left over for replies while another decodes. */
const connectionCount = 2;
/** Old VDDK builds fail on larger allocation queries, and near the end of large disks. */
const statusBytes = 2 ** 31 - 65536;
/** A local server answers as fast as it reads: more would only take memory. */
const parallelReads = 8;
/** 2 MiB is what every NFC server behind VDDK bears. */
const maximumRead = 2 * 1024 * 1024;

/** A frozen disk behind an NBD export on a unix socket. */
export async function openNbdSource(
  location: { socket: string; exportName: string; capacityBytes?: number },
  signal: AbortSignal,
): Promise<DirectSource> {
  const { socket, exportName, capacityBytes } = location;
  const first = await NbdConnection.open(socket, exportName, signal);
  const { size, maximumBlock } = first.facts;
  if (capacityBytes !== undefined && size < capacityBytes) {
    await first.close();
    const message = `The NBD export "${exportName}" has ${size} bytes, the disk has ${capacityBytes}.`;
    throw new DroverError('source.changed', message);
  }
  const connections = [first];
  while (first.has('canMultiConnect') && connections.length < connectionCount) {
    connections.push(await NbdConnection.open(socket, exportName, signal));
  }
  const idlest = () => connections.reduce((best, next) => (next.inFlight < best.inFlight ? next : best), first);
  const readInto = (offset: number, into: Buffer, abort: AbortSignal) => idlest().read(offset, into, abort);
  return {
    size: capacityBytes ?? size,
    maximumRead: Math.min(maximumRead, maximumBlock),
    parallelReads,
    mostReads: parallelReads,
    extents: (range, abort) => statusExtents(first, range, abort),
    readInto,
    async read(offset, length, abort) {
      const into = Buffer.allocUnsafeSlow(length);
      await readInto(offset, into, abort);
      return into;
    },
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

/** Asks for `base:allocation` piece by piece. What the server cannot tell is `unknown`: it will be read. */
export async function* statusExtents(
  connection: NbdConnection,
  range: Extent,
  signal: AbortSignal,
): AsyncGenerator<SourceExtent> {
  const end = range.start + range.length;
  for (let at = range.start; at < end; ) {
    const ask = Math.min(end - at, statusBytes);
    const statuses = await askStatus(connection, at, ask, signal);
    if (statuses === null) {
      yield { start: at, length: ask, kind: 'unknown' };
      at += ask;
      continue;
    }
    let pending: SourceExtent | undefined;
    for (let i = 0; i + 1 < statuses.length && at < end; i += 2) {
      const length = Math.min(statuses[i] ?? 0, end - at);
      if (length === 0) throw new DroverError('platform.protocol', 'The NBD server told of an extent without length.');
      const kind = ((statuses[i + 1] ?? 0) & allocation.zero) !== 0 ? 'zero' : 'data';
      if (pending?.kind === kind) pending.length += length;
      else {
        if (pending !== undefined) yield pending;
        pending = { start: at, length, kind };
      }
      at += length;
    }
    if (pending !== undefined) yield pending;
  }
}

async function askStatus(connection: NbdConnection, at: number, length: number, signal: AbortSignal) {
  if (connection.facts.allocationContext === null) return null;
  try {
    return await connection.blockStatus(at, length, signal);
  } catch (error) {
    // A refusal of one query is no reason to stop; a dead connection shows at the next read.
    if (error instanceof DroverError && !signal.aborted) return null;
    throw error;
  }
}
