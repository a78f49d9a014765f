import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { DroverError } from '../../contract/errors.ts';
import { hashBytes, leafBytes, leafCount } from '../../proof/merkle.ts';
import { fillBlock } from './blockFill.ts';
import type { HashAnswer, HashFailure, HashRequest } from './hashPool.ts';

/**
 * Thread of the hash pool: inflates into a shared block what it is given for that, hashes the block's leaves in place and
 * marks those that are zero.
 */
const zeros = Buffer.alloc(leafBytes);
const zeroHash = hash('sha256', zeros, 'binary');

parentPort?.on('message', (request: HashRequest) => {
  const block = Buffer.from(request.memory, request.offset, request.length);
  try {
    if (request.fill !== null) fillBlock(block, request.fill);
  } catch (error) {
    const failure = error instanceof DroverError ? error : new DroverError('internal', String(error));
    parentPort?.postMessage({ id: request.id, code: failure.code, message: failure.message } satisfies HashFailure);
    return;
  }
  const leaves = leafCount(block.length);
  const hashes = Buffer.from(new ArrayBuffer(leaves * hashBytes));
  const zero = new Uint8Array(leaves);
  for (let leaf = 0; leaf < leaves; leaf += 1) {
    const bytes = block.subarray(leaf * leafBytes, (leaf + 1) * leafBytes);
    const isZero = bytes.equals(bytes.length === leafBytes ? zeros : zeros.subarray(0, bytes.length));
    zero[leaf] = isZero ? 1 : 0;
    const known = isZero && bytes.length === leafBytes;
    // As Latin-1, a character a byte: a Buffer for each would take longer to make.
    hashes.write(known ? zeroHash : hash('sha256', bytes, 'binary'), leaf * hashBytes, 'latin1');
  }
  const answer: HashAnswer = { id: request.id, hashes, zero };
  parentPort?.postMessage(answer, [hashes.buffer]);
});
