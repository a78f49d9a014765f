import { createHash } from 'node:crypto';
import { DroverError } from '../../contract/errors.ts';
import type { ExportLocation } from '../../ports/diskLocation.ts';

/**
 * An export of these bytes, whose manifest has the checksum of others: those that the server meant to send.
 * @param ends after so many bytes; absent: after all
 */
export function exportStream(
  sent: Buffer,
  capacityBytes: number,
  { meant = sent, ends = sent.length }: { meant?: Buffer; ends?: number } = {},
): ExportLocation {
  return {
    transport: 'nfc',
    capacityBytes,
    open: () =>
      Promise.resolve({
        body: (async function* () {
          for (let at = 0; at < ends; at += 100_000) yield sent.subarray(at, Math.min(ends, at + 100_000));
        })(),
        lengthBytes: sent.length,
        progress: () => undefined,
        complete: async ({ sha1 }) => {
          if (sha1 === createHash('sha1').update(meant).digest('hex')) return;
          throw new DroverError('platform.corrupt', 'The exported disk arrived different from what the server sent.');
        },
        abort: () => Promise.resolve(),
      }),
  };
}
