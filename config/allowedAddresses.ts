import { isIP } from 'node:net';
import { z } from 'zod';

export interface AllowedRange {
  address: string;
  /** Bits that count. */
  prefix: number;
  family: 'ipv4' | 'ipv6';
}

/** Addresses and networks such as `10.1.0.0/16`, separated by commas. */
export function allowedAddresses() {
  return z
    .string()
    .default('')
    .transform((value) => value.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part, index) => part !== '' || index > 0).map(rangeOf))
    .refine(
      (all): all is AllowedRange[] => all.every((range) => range !== null),
      'must list addresses, or networks like 127.0.0.0/8, separated by ","',
    );
}

function rangeOf(text: string): AllowedRange | null {
  const [address = '', bits, ...rest] = text.split('/');
  const kind = isIP(address);
  const most = kind === 4 ? 32 : 128;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  if (kind === 0 || rest.length > 0 || !fits) return null;
  return { address, prefix: bits === undefined ? most : Number(bits), family: kind === 4 ? 'ipv4' : 'ipv6' };
}
