import { DroverError } from '../../../contract/errors.ts';
import type { ScreenPicture, TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { carriesMark } from '../vm/migrationMark.ts';
import { qemu, readConfig } from '../vm/vmConfig.ts';
import { ByteReader } from './byteReader.ts';
import { encodePng, halve } from './encodePng.ts';
import { readScreen } from './rfbSession.ts';

/** From the request to the last pixel; the node itself waits 10 s for a console to be opened. */
const patienceMs = 20_000;
/** A screen of text has some 10 KiB; a desktop picture that does not compress is taken smaller. */
const mostPngBytes = 1024 * 1024;

/**
 * What the screen of a migration's VM shows now. Takes `VM.Console`; nothing is typed, and others who look at the screen
 * stay. Numbers of VMs are given again: one that does not carry the migration's mark is somebody else's.
 */
export async function takePicture(
  client: ProxmoxClient,
  { migrationId, vm }: { migrationId: string; vm: TargetVm },
  signal: AbortSignal,
): Promise<ScreenPicture> {
  if (!carriesMark(await readConfig(client, vm, signal), migrationId)) {
    throw new DroverError('platform.not-found', `VM ${vm.vmid} does not carry the mark of migration ${migrationId}.`);
  }
  const late = AbortSignal.timeout(patienceMs);
  try {
    return await openAndRead(client, vm, AbortSignal.any([signal, late]));
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new DroverError(
      'platform.stalled',
      `The screen of VM ${vm.vmid} did not come within ${patienceMs / 1000} s.`,
    );
  }
}

async function openAndRead(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<ScreenPicture> {
  const proxy = (await qemu(client, vm, signal).vncproxy.$post({ websocket: true })) as {
    ticket: string;
    port: unknown;
  };
  const query = new URLSearchParams({ port: String(proxy.port), vncticket: proxy.ticket });
  const path = `/api2/json/nodes/${segment(vm.node)}/qemu/${vm.vmid}/vncwebsocket?${query}`;
  await using socket = await client.openSocket(path, signal);
  const at = new Date().toISOString();
  const screen = await readScreen(
    { reader: new ByteReader(socket.pieces), write: (bytes) => socket.write(bytes) },
    proxy.ticket,
  );
  let picture: Parameters<typeof encodePng>[0] = screen;
  let png = await encodePng(picture);
  while (png.length > mostPngBytes) {
    picture = halve(picture);
    png = await encodePng(picture);
  }
  return { at, width: picture.width, height: picture.height, png };
}
