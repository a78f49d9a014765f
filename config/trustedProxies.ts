import { isIP } from 'node:net';
import { z } from 'zod';

/** Names that Express knows for ranges of addresses. */
const ranges = ['loopback', 'linklocal', 'uniquelocal'];

/** Addresses, networks in CIDR notation and names of ranges, separated by commas. */
export function trustedProxies() {
  return z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .refine(
      (list) => list.every(isProxy),
      'must list addresses, networks like 10.1.0.0/16, or loopback, linklocal, uniquelocal, separated by ","',
    )
    .default([]);
}

function isProxy(text: string): boolean {
  if (ranges.includes(text)) return true;
  const [address = '', prefix, more] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (more !== undefined || bits < 0) return false;
  // A prefix of 0 would let every client say where it comes from.
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= bits);
}
