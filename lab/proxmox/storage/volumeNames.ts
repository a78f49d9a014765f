import { die } from '../http/apiError.ts';

/** `STORAGE:VOLNAME`; undefined for anything else, e.g. an absolute path or `none`. */
export function parseVolumeId(volid: string): { storage: string; volname: string } | undefined {
  const match = /^([a-z][a-z0-9\-_.]*[a-z0-9]):(.+)$/i.exec(volid);
  return match?.[1] && match[2] ? { storage: match[1], volname: match[2] } : undefined;
}

/** The lowest `vm-ID-disk-N` that none of the names has (with or without an extension). */
export function nextDiskName(vmid: number, taken: Iterable<string>): string {
  const numbers = new Set<number>();
  for (const name of taken) {
    const match = new RegExp(`^(?:vm|base)-${vmid}-disk-(\\d+)(?:\\.|$)`).exec(name);
    if (match) numbers.add(Number(match[1]));
  }
  let number = 0;
  while (numbers.has(number)) number += 1;
  return `vm-${vmid}-disk-${number}`;
}

export function assertOwnName(name: string, vmid: number): void {
  if (!new RegExp(`^vm-${vmid}-[A-Za-z0-9_.-]+$`).test(name)) {
    throw die(`illegal name '${name}' - should be 'vm-${vmid}-*'`);
  }
}

export const noSuchVolume = (volid: string): Error => die(`no such volume '${volid}'`);
