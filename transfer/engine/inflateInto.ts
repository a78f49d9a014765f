import { inflateSync } from 'node:zlib';
import { DroverError } from '../../contract/errors.ts';

/**
 * Inflates a grain to the bytes that it stands for.
 * @param offset of the grain in the disk, for the error
 * @throws DroverError platform.corrupt
 */
export function inflateInto(
  into: Buffer,
  deflated: Uint8Array,
  { offset, mostBytes }: { offset: number; mostBytes: number },
) {
  let data: Buffer;
  try {
    data = inflateSync(deflated, { maxOutputLength: mostBytes, chunkSize: mostBytes });
  } catch (cause) {
    throw new DroverError('platform.corrupt', `The grain for offset ${offset} cannot be inflated.`, { cause });
  }
  if (data.length < into.length) {
    throw new DroverError('platform.corrupt', `The grain for offset ${offset} has only ${data.length} bytes.`);
  }
  data.copy(into, 0, 0, into.length);
}
