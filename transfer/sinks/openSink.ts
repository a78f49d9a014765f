import type { BlockSink } from '../../ports/blockSink.ts';
import { openNbdSink } from '../nbd/nbdSink.ts';
import { startQemuNbd } from './qemuNbd.ts';
import { openRawSink } from './rawSink.ts';
import type { CheckedVolume } from './volumeAccess.ts';

/** Opens a checked volume for writing. */
export async function openSink(volume: CheckedVolume, signal: AbortSignal): Promise<BlockSink> {
  if (volume.format === 'raw') return openRawSink(volume.path, volume.sizeBytes);
  const server = await startQemuNbd({ path: volume.path, format: volume.format, readOnly: false }, signal);
  return openNbdSink(server.socket, '', signal, server.exited);
}
