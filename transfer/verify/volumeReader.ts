import { close, constants, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { DroverError } from '../../contract/errors.ts';
import { openNbdSource } from '../nbd/nbdSource.ts';
import { startQemuNbd } from '../sinks/qemuNbd.ts';
import { directAlignment, preferDirect } from '../sinks/rawFile.ts';
import type { CheckedVolume } from '../sinks/volumeAccess.ts';

const fsOpen = promisify(open);
const fsClose = promisify(close);
const fsRead = promisify(read);

export interface VolumeReader {
  /** Fills `into`, which begins on a page and has room up to the next multiple of 4096 in `space`. */
  readInto(offset: number, into: Buffer, space: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Opens a volume anew for reading: past the page cache where the file system can, so that the device answers. */
export async function openVolumeReader(volume: CheckedVolume, signal: AbortSignal): Promise<VolumeReader> {
  if (volume.format === 'raw') return openRaw(volume.path);
  const server = await startQemuNbd({ path: volume.path, format: volume.format, readOnly: true }, signal);
  const source = await openNbdSource({ socket: server.socket, exportName: '' }, signal);
  return {
    readInto: (offset, into) => source.readInto(offset, into, signal),
    async close() {
      await source.close();
      await server.exited();
    },
  };
}

async function openRaw(path: string): Promise<VolumeReader> {
  const cached = await fsOpen(path, 'r');
  const direct = await fsOpen(path, constants.O_RDONLY | constants.O_DIRECT).catch(() => null);
  return {
    async readInto(offset, into, space) {
      const rounded = space.subarray(0, Math.ceil(into.length / directAlignment) * directAlignment);
      for (let at = 0; at < into.length; ) {
        const { bytesRead } = await preferDirect(direct, cached, (fd) =>
          fsRead(fd, rounded, at, rounded.length - at, offset + at),
        );
        if (bytesRead === 0) {
          throw new DroverError('mover.volume-mismatch', `${path} ends at ${offset + at}: it became shorter.`);
        }
        at += bytesRead;
      }
    },
    async close() {
      await fsClose(cached);
      if (direct !== null) await fsClose(direct);
    },
  };
}
