import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultNumber } from '../../faults/faultSwitch.ts';
import { AccessRecorder } from '../folder/accessLog.ts';
import { badGateway, refuse, unavailable } from '../folder/folderEndpoint.ts';
import { sendPiece } from '../folder/sendPiece.ts';
import { moveToOtherHost } from '../machines/moveToOtherHost.ts';
import { VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import type { Lease, LeasedDisk } from './lease.ts';
import { streamOptimized } from './streamOptimized.ts';

/** `GET /nfc/<token>/disk-<n>.vmdk`: the token is the permission; the answer has no length and knows no ranges. */
export async function answerLease(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const match = /^\/nfc\/([0-9a-f]+)\/disk-(\d+)\.vmdk$/.exec(new URL(request.url ?? '/', 'https://lab').pathname);
  const lease = world.leases.get(match?.[1] ?? '');
  const disk = lease?.disks[Number(match?.[2])];
  if (lease === undefined || disk === undefined || lease.state !== 'ready')
    return refuse(response, 404, 'No such lease.');
  if (request.method !== 'GET') return refuse(response, 405, 'Only GET is possible.');
  const occasion = { transport: 'nfc', vm: lease.machine.id, file: `disk-${disk.index}.vmdk` };
  if (world.faults.strike('http-503', occasion) !== undefined) return unavailable(response);
  if (world.faults.strike('http-502', occasion) !== undefined) return badGateway(response);
  await sendDisk(world, { lease, disk, response, occasion });
}

async function sendDisk(
  world: World,
  options: { lease: Lease; disk: LeasedDisk; response: ServerResponse; occasion: Record<string, string> },
): Promise<void> {
  const { lease, disk, response, occasion } = options;
  const { machine, snapshot } = lease;
  const moved = world.faults.strike('vm-moved-mid-read', occasion);
  const cut = moved ?? world.faults.strike('connection-reset', occasion);
  const truncated = world.faults.strike('lease-truncated-stream', occasion);
  const corrupt = world.faults.strike('lease-corrupt-grain', occasion);
  const wrongAt = corrupt === undefined ? -1 : faultNumber(corrupt, 'bytes', 66_000);
  const limit = faultNumber(cut ?? truncated ?? { id: '', name: '', struck: 0 }, 'bytes', 65536);
  const end = cut === undefined && truncated === undefined ? Number.POSITIVE_INFINITY : limit;
  const recorder = new AccessRecorder(world.accessLog, {
    vm: machine.id,
    diskKey: disk.diskKey,
    file: `disk-${disk.index}.vmdk`,
    transport: 'nfc',
    snapshot: snapshot?.name ?? null,
    user: lease.ref.id,
  });
  let populated = 0;
  const read = async (offset: number, length: number) => {
    populated += length;
    await recorder.read(offset, length, machine.power());
    return snapshot === undefined
      ? machine.backing.readCurrent(disk.diskKey, offset, length)
      : machine.backing.readSnapshot(snapshot.ref.id, disk.diskKey, offset, length);
  };
  const sha1 = createHash('sha1');
  let size = 0;
  response.writeHead(200, { 'Content-Type': 'application/x-vnd.vmware-streamVmdk' });
  try {
    const allocated = await machine.backing.allocatedExtents(disk.diskKey, snapshot?.ref.id);
    const source = { capacityBytes: disk.capacityBytes, name: `disk-${disk.index}.vmdk`, allocated };
    for await (const part of streamOptimized(source, read)) {
      if (lease.state !== 'ready') throw new Error('The lease has ended');
      const piece = part.subarray(0, Math.max(0, end - size));
      const wrong = wrongAt - size;
      if (wrong >= 0 && wrong < piece.length) piece[wrong] = (piece[wrong] ?? 0) ^ 1;
      size += piece.length;
      sha1.update(piece);
      await sendPiece(response, piece);
      if (response.destroyed) return;
      if (size >= end) break;
    }
    if (moved !== undefined) {
      moveToOtherHost(world, machine);
      lease.fail(new VimFault('HostCommunication', 'Unable to communicate with the remote host.'));
    }
    if (cut !== undefined) response.destroy();
    else response.end();
    disk.sent = { sha1: sha1.digest('hex'), size, populated };
  } catch {
    response.destroy();
  } finally {
    await recorder.end();
  }
}
