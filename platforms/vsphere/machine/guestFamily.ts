import type { VmSpec } from '../../../contract/vm.ts';

const linux =
  /linux|rhel|redhat|centos|debian|ubuntu|fedora|oracle|rocky|amazon|photon|coreos|flatcar|asianux|^(sles|suse|sled|opensuse|mandr|turbo|oes|nld|sjds|crxpod)/i;

/**
 * The family of a guest operating system.
 * @param guestId what the administrator chose, e.g. `debian12_64Guest`; the enumeration grows with each release
 * @param seenFamily what Tools saw, e.g. `linuxGuest`; decides when the choice says nothing
 */
export function guestFamily(guestId: string, seenFamily: string | undefined): VmSpec['guest']['family'] {
  if (/^win/i.test(guestId)) return 'windows';
  if (linux.test(guestId)) return 'linux';
  if (seenFamily === 'windowsGuest') return 'windows';
  if (seenFamily === 'linuxGuest') return 'linux';
  return 'other';
}
