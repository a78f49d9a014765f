import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { AllowedRange } from '../config/allowedAddresses.ts';
import { DroverError } from '../contract/errors.ts';
import type { AddressGuard } from '../ports/addressGuard.ts';

/** Where no platform is, but much that trusts whoever asks from here. By network and bits that count. */
const refused: [string, number][] = [
  // This host (RFC 1122), link-local with the metadata of clouds (RFC 3927), multicast, reserved and broadcast.
  ...([
    ['0.0.0.0', 8],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as [string, number][]),
  // Metadata of Alibaba Cloud, Azure and Oracle Cloud beside the link-local one.
  ...([
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
    ['192.0.0.192', 32],
  ] as [string, number][]),
  ...([
    ['::', 128],
    ['::1', 128],
    ['fe80::', 10],
    ['ff00::', 8],
  ] as [string, number][]),
  // Metadata of AWS and Google Cloud over IPv6.
  ...([
    ['fd00:ec2::254', 128],
    ['fd20:ce::254', 128],
  ] as [string, number][]),
  // The same IPv4 addresses by way of a translator (RFC 6052).
  ...([
    ['64:ff9b::', 104],
    ['64:ff9b::7f00:0', 104],
    ['64:ff9b::a9fe:0', 112],
  ] as [string, number][]),
];

/** @param allowed what is let through all the same, as DROVER_ALLOW_ADDRESSES names it */
export function createAddressGuard(allowed: readonly AllowedRange[]): AddressGuard {
  const no = new BlockList();
  for (const [network, prefix] of refused) no.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6');
  const yes = new BlockList();
  for (const { address, prefix, family } of allowed) yes.addSubnet(address, prefix, family);
  const isRefused = (address: string) => {
    // A zone says which link is meant, not which address.
    const plain = address.replace(/%.*$/, '');
    const family = isIP(plain) === 4 ? 'ipv4' : 'ipv6';
    return no.check(plain, family) && !yes.check(plain, family);
  };
  return {
    demand(host) {
      if (isIP(host) !== 0 && isRefused(host)) throw refusal(host, host);
    },
    lookup(hostname, options, callback) {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '', 0);
        const wrong = addresses.find(({ address }) => isRefused(address));
        if (wrong !== undefined) return callback(refusal(hostname, wrong.address), '', 0);
        if (options.all) return callback(null, addresses);
        const [first] = addresses;
        callback(null, first?.address ?? '', first?.family);
      });
    },
  };
}

function refusal(host: string, address: string): DroverError {
  const where = host === address ? address : `${host} (${address})`;
  return new DroverError('platform.address-refused', `Connections to ${where} are not allowed.`, {
    evidence: [`address ${address}`],
  });
}
