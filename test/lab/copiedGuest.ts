import { createGuestAgent, type GuestAgent, guestAgentArguments } from '../../lab/qemu/guestAgent.ts';
import { startQemu } from '../../lab/qemu/qemuProcess.ts';
import type { GuestEvent } from '../../lab/qemu/serial.ts';
import { guestEvents } from './guestSays.ts';

const FIRMWARE = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const VARIABLES = '/usr/share/OVMF/OVMF_VARS_4M.fd';

/**
 * Starts copied disks on Proxmox VE's hardware. Where the guest's agent is asked, it shuts the guest down after.
 * @returns what the guest has said on its serial line
 */
export async function bootCopies(
  dir: string,
  firmware: 'bios' | 'uefi',
  images: readonly string[],
  ask?: (agent: GuestAgent) => Promise<void>,
): Promise<GuestEvent[]> {
  const machine = await startQemu({
    dir,
    args: (sockets) => [
      ...guestAgentArguments(sockets.agent),
      ...['-no-reboot', '-snapshot', '-m', '192', '-M', 'q35'],
      ...(firmware === 'uefi' ? uefiArguments() : []),
      ...['-device', 'virtio-scsi-pci,id=scsi'],
      ...images.flatMap((image, index) => [
        ...['-drive', `if=none,id=disk${index},format=raw,file=${image}`],
        ...['-device', `scsi-hd,drive=disk${index},bus=scsi.0,scsi-id=${index},bootindex=${index + 1}`],
      ]),
      ...['-netdev', 'user,id=net,restrict=on', '-device', 'virtio-net-pci,netdev=net,romfile='],
    ],
  });
  try {
    await machine.serial.seen('ready');
    if (ask) {
      const agent = createGuestAgent(machine.sockets.agent);
      await agent.ping(20_000);
      await ask(agent);
      await agent.shutdown();
      agent.close();
      await machine.exited;
    }
    return guestEvents(machine.serial.text());
  } finally {
    await machine.stop();
  }
}

function uefiArguments(): string[] {
  return [
    ...['-drive', `if=pflash,format=raw,unit=0,readonly=on,file=${FIRMWARE}`],
    ...['-drive', `if=pflash,format=raw,unit=1,file=${VARIABLES}`],
  ];
}
