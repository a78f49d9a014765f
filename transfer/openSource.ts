import type { StreamSource } from '../ports/blockSource.ts';
import type { DiskLocation } from '../ports/diskLocation.ts';
import type { DirectSource } from './directSource.ts';
import { openRangeSource } from './https/rangeSource.ts';
import { openNbdSource } from './nbd/nbdSource.ts';
import { openVmdkStream } from './vmdk/vmdkStream.ts';

export type OpenedSource = { kind: 'blocks'; source: DirectSource } | { kind: 'stream'; source: StreamSource };

/** Opens what a platform located. `close` of the source releases the location too. */
export async function openSource(location: DiskLocation, signal: AbortSignal): Promise<OpenedSource> {
  switch (location.transport) {
    case 'https':
      return { kind: 'blocks', source: openRangeSource(location) };
    case 'nfc':
      return { kind: 'stream', source: openVmdkStream(location) };
    case 'nbd':
      try {
        const source = await openNbdSource(location, signal);
        const close = () => source.close().finally(() => location.release());
        return { kind: 'blocks', source: { ...source, close } };
      } catch (error) {
        await location.release();
        throw error;
      }
  }
}
