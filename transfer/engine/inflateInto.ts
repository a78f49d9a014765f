import { DroverError } from '../../contract/errors.ts';
import { createInflater } from './inflater.ts';

const inflate = createInflater();

/**
 * Inflates a grain to the bytes that it stands for.
 * @param offset of the grain in the disk, for the error
 * @throws DroverError platform.corrupt
 */
export function inflateInto(
  into: Buffer,
  deflated: Uint8Array,
  { offset, mostBytes }: { offset: number; mostBytes: number },
): void {
  // The last grain of an odd disk may be filled up.
  const whole = into.length === mostBytes ? into : Buffer.allocUnsafeSlow(mostBytes);
  let bytes: number;
  try {
    bytes = inflate(whole, deflated);
  } catch (cause) {
    throw new DroverError('platform.corrupt', `The grain for offset ${offset} cannot be inflated.`, { cause });
  }
  if (bytes < into.length) {
    throw new DroverError('platform.corrupt', `The grain for offset ${offset} has only ${bytes} bytes.`);
  }
  if (whole !== into) whole.copy(into, 0, 0, into.length);
}
