import { type GuestEvent, parseGuestLine } from '../../lab/qemu/serial.ts';

/** All that a lab guest has said on its serial line, oldest first. */
export function guestEvents(serialText: string): GuestEvent[] {
  return serialText.split('\n').flatMap((line) => parseGuestLine(line) ?? []);
}
