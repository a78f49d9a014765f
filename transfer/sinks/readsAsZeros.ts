import { DroverError } from '../../contract/errors.ts';
import type { BlockSink } from '../../ports/blockSink.ts';
import { runTool } from './runTool.ts';
import type { CheckedVolume } from './volumeAccess.ts';

/** Above this much allocated data the volume is not taken for fresh; zeroing while copying is as fast as looking. */
const inspectBytes = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Whether a file volume surely reads as zeros everywhere now: holes by its map, the rest by reading. A block device is
 * never taken at its word: a logical volume may hold the bytes of a former owner.
 */
export async function readsAsZeros(volume: CheckedVolume, sink: BlockSink, signal: AbortSignal): Promise<boolean> {
  if (volume.blockDevice) return false;
  const map = ['map', '--force-share', '--output=json', '-f', volume.format, volume.path];
  const data = dataRanges(JSON.parse(await runTool('qemu-img', map, signal)));
  if (data.reduce((sum, range) => sum + range.length, 0) > inspectBytes) return false;
  const zeros = Buffer.alloc(pieceBytes);
  for (const range of data) {
    for (let at = range.start; at < range.start + range.length; at += pieceBytes) {
      const length = Math.min(pieceBytes, range.start + range.length - at);
      const held = await sink.read(at, length, signal);
      if (!held.equals(zeros.subarray(0, length))) return false;
    }
  }
  return true;
}

function dataRanges(map: unknown): { start: number; length: number }[] {
  if (!Array.isArray(map)) throw new DroverError('platform.protocol', 'qemu-img told no map.');
  const ranges: { start: number; length: number }[] = [];
  for (const entry of map as unknown[]) {
    const { start, length, zero } = entry as { start?: unknown; length?: unknown; zero?: unknown };
    if (typeof start !== 'number' || typeof length !== 'number') {
      throw new DroverError('platform.protocol', 'qemu-img told a map that is not understood.');
    }
    if (zero !== true) ranges.push({ start, length });
  }
  return ranges;
}
