import type { StreamSource } from '../ports/blockSource.ts';
import type { DiskLocation, SourcePlace } from '../ports/diskLocation.ts';
import type { DirectSource } from './directSource.ts';
import { openRangeSource } from './https/rangeSource.ts';
import { openNbdSource } from './nbd/nbdSource.ts';
import type { ReadDesk } from './reading/readDesk.ts';
import type { ReadGate } from './reading/readGate.ts';
import { openVmdkStream } from './vmdk/vmdkStream.ts';

export type OpenedSource =
  | { kind: 'blocks'; source: DirectSource; gate: ReadGate }
  | { kind: 'stream'; source: StreamSource };

/**
 * Opens what a platform located. `close` of the source releases the location too, and gives its gate back: all reads
 * have to pass that. A stream takes its places at the desk when it begins.
 */
export async function openSource(location: DiskLocation, desk: ReadDesk, signal: AbortSignal): Promise<OpenedSource> {
  const place = location.place ?? {};
  switch (location.transport) {
    case 'https':
      return gated(desk, place, (troubled) => openRangeSource(location, undefined, troubled));
    case 'nfc':
      return { kind: 'stream', source: held(openVmdkStream(location), desk, place) };
    case 'nbd':
      try {
        const source = await openNbdSource(location, signal);
        const close = () => source.close().finally(() => location.release());
        return gated(desk, place, () => ({ ...source, close }));
      } catch (error) {
        await location.release();
        throw error;
      }
  }
}

function gated(desk: ReadDesk, place: SourcePlace, open: (troubled: () => void) => DirectSource): OpenedSource {
  let gate: ReadGate | undefined;
  const source = open(() => gate?.troubled());
  const bounds = { first: source.parallelReads, most: source.mostReads, mostBytes: source.maximumRead };
  const opened = desk.open(place, bounds);
  gate = opened.gate;
  const close = () => source.close().finally(() => opened.close());
  return { kind: 'blocks', source: { ...source, close }, gate };
}

function held(source: StreamSource, desk: ReadDesk, place: SourcePlace): StreamSource {
  return {
    ...source,
    async *blocks(signal) {
      const release = await desk.hold(place, signal);
      try {
        yield* source.blocks(signal);
      } finally {
        release();
      }
    },
  };
}
