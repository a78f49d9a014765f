import { DroverError, type ErrorCode } from '../../contract/errors.ts';

/**
 * Numbers of the NBD protocol: https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md, sections "Handshake
 * phase", "Transmission phase" and "Metadata querying".
 */
export const magic = {
  server: 0x4e42444d41474943n,
  option: 0x49484156454f5054n,
  optionReply: 0x3e889045565a9n,
  request: 0x25609513,
  simpleReply: 0x67446698,
  structuredReply: 0x668e33ef,
} as const;

export const handshakeFlags = { fixedNewstyle: 1, noZeroes: 2 } as const;

export const option = { abort: 2, go: 7, structuredReply: 8, setMetaContext: 10 } as const;

export const optionReply = { acknowledge: 1, info: 3, metaContext: 4, errorBit: 0x80000000 } as const;

export const info = { export: 0, blockSize: 3 } as const;

export const transmissionFlags = {
  readOnly: 1 << 1,
  sendFlush: 1 << 2,
  sendTrim: 1 << 5,
  sendWriteZeroes: 1 << 6,
  canMultiConnect: 1 << 8,
} as const;

export const command = { read: 0, write: 1, disconnect: 2, flush: 3, trim: 4, writeZeroes: 6, blockStatus: 7 } as const;

export const chunk = { none: 0, offsetData: 1, offsetHole: 2, blockStatus: 5, errorBit: 0x8000 } as const;

export const chunkDone = 1;

/** States of `base:allocation`. */
export const allocation = { hole: 1, zero: 2 } as const;

export const commandNames: Record<number, string> = {
  0: 'read',
  1: 'write',
  3: 'flush',
  4: 'trim',
  6: 'write zeroes',
  7: 'block status',
};

const errnoCodes: Record<number, { name: string; code: ErrorCode }> = {
  1: { name: 'EPERM', code: 'platform.forbidden' },
  5: { name: 'EIO', code: 'platform.unreachable' },
  12: { name: 'ENOMEM', code: 'platform.busy' },
  22: { name: 'EINVAL', code: 'platform.protocol' },
  28: { name: 'ENOSPC', code: 'platform.quota' },
  75: { name: 'EOVERFLOW', code: 'platform.protocol' },
  95: { name: 'ENOTSUP', code: 'platform.unsupported' },
  108: { name: 'ESHUTDOWN', code: 'platform.unreachable' },
};

/** What the server's errno means here. EIO may pass by itself (a host that reboots), so it is retried. */
export function nbdFailure(request: { type: number; offset: number; length: number }, errno: number, text: string) {
  const known = errnoCodes[errno] ?? { name: `errno ${errno}`, code: 'platform.unreachable' as const };
  const what = commandNames[request.type] ?? `command ${request.type}`;
  return new DroverError(
    known.code,
    `The NBD server refused to ${what} ${request.length} bytes at ${request.offset}: ${known.name}${text === '' ? '' : `, ${text}`}.`,
  );
}
