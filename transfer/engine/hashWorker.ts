import { parentPort } from 'node:worker_threads';
import { DroverError } from '../../contract/errors.ts';
import { fillBlock } from './blockFill.ts';
import { hashAndMark } from './hashAndMark.ts';
import type { HashAnswer, HashFailure, HashRequest, PackAnswer } from './hashPool.ts';
import { packLeaves } from './packLeaves.ts';

/** Thread of the hash pool. */
parentPort?.on('message', (request: HashRequest) => {
  const { id } = request;
  const block = Buffer.from(request.memory, request.offset, request.length);
  try {
    if (request.work === 'pack') {
      const answer: PackAnswer = { id, ...packLeaves(block) };
      parentPort?.postMessage(answer, [answer.packed.buffer]);
      return;
    }
    if (request.fill !== null) fillBlock(block, request.fill);
    const answer: HashAnswer = { id, ...hashAndMark(block) };
    parentPort?.postMessage(answer, [answer.hashes.buffer]);
  } catch (error) {
    const failure = error instanceof DroverError ? error : new DroverError('internal', String(error));
    parentPort?.postMessage({ id, code: failure.code, message: failure.message } satisfies HashFailure);
  }
});
