import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { faultNumber } from '../../faults/faultSwitch.ts';
import { moveToOtherHost } from '../machines/moveToOtherHost.ts';
import type { World } from '../world.ts';
import { AccessRecorder } from './accessLog.ts';
import { type ByteRange, readRange } from './byteRange.ts';
import { type DatastoreFile, frozenBy, readDataFile } from './datastoreFile.ts';
import { sendPiece } from './sendPiece.ts';

const pieceBytes = 1 << 20;

/** Streams a range of a disk's raw bytes and books every byte that leaves. */
export async function serveDiskBytes(
  world: World,
  options: {
    request: IncomingMessage;
    response: ServerResponse;
    file: Extract<DatastoreFile, { kind: 'disk' }>;
    user: string;
  },
): Promise<void> {
  const { request, response, file } = options;
  const occasion = { transport: 'folder', file: file.name, vm: file.machine.id };
  const isRead = request.method === 'GET';
  const ignoresRange = isRead && world.faults.strike('folder-ignores-range', occasion) !== undefined;
  const range = readRange(ignoresRange ? undefined : request.headers.range, file.size);
  const refused = range.kind === 'part' && world.faults.strike('folder-unsatisfiable', occasion) !== undefined;
  if (range.kind === 'unsatisfiable' || refused) {
    response.writeHead(416, { 'Content-Range': `bytes */${file.size}` });
    response.end();
    return;
  }
  const { offset, length } = range.kind === 'part' ? range : { offset: 0, length: file.size };
  const shifted =
    isRead && range.kind === 'part' && world.faults.strike('folder-wrong-content-range', occasion) !== undefined;
  writeHead(response, { range, size: file.size, shift: shifted ? 512 : 0 });
  if (!isRead) {
    response.end();
    return;
  }
  const moved = world.faults.strike('vm-moved-mid-read', occasion);
  if (moved !== undefined) moveToOtherHost(world, file.machine);
  const cut = moved ?? world.faults.strike('connection-reset', occasion);
  const cutAt = cut === undefined ? Number.POSITIVE_INFINITY : offset + faultNumber(cut, 'bytes', 65536);
  const flip = world.faults.strike('folder-bit-flip', occasion);
  const drips = world.faults.strike('folder-drips', occasion);
  const mostBytes = drips === undefined ? pieceBytes : faultNumber(drips, 'bytes', 64);
  const recorder = new AccessRecorder(world.accessLog, {
    vm: file.machine.id,
    diskKey: file.disk.key,
    file: file.name,
    transport: 'folder',
    snapshot: frozenBy(file)?.name ?? null,
    user: options.user,
  });
  try {
    for (let at = offset; at < offset + length; ) {
      const wanted = Math.min(mostBytes, offset + length - at, Math.max(0, cutAt - at));
      if (wanted === 0) break;
      const piece = await readDataFile(file, at, wanted);
      if (flip !== undefined && at === offset) flipBit(piece, faultNumber(flip, 'bit', 0));
      await recorder.read(at, piece.length, file.machine.power());
      await sendPiece(response, piece);
      if (drips !== undefined) await delay(faultNumber(drips, 'milliseconds', 1000));
      if (response.destroyed) return;
      at += piece.length;
    }
    if (cut === undefined) response.end();
    else response.destroy();
  } catch {
    // The file was locked or the snapshot went away in the middle: all that is left is to break off.
    response.destroy();
  } finally {
    await recorder.end();
  }
}

function writeHead(response: ServerResponse, options: { range: ByteRange; size: number; shift: number }): void {
  const { range, size, shift } = options;
  const headers = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' };
  if (range.kind !== 'part') {
    response.writeHead(200, { ...headers, 'Content-Length': size });
    return;
  }
  const first = range.offset + shift;
  response.writeHead(206, {
    ...headers,
    'Content-Length': range.length,
    'Content-Range': `bytes ${first}-${first + range.length - 1}/${size}`,
  });
}

function flipBit(piece: Buffer, bit: number): void {
  const index = Math.floor(bit / 8) % piece.length;
  piece[index] = (piece[index] ?? 0) ^ (1 << (bit % 8));
}
