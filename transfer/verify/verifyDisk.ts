import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DroverError, isErrorCode } from '../../contract/errors.ts';
import type { TransferHooks, VerifyOutcome } from '../../ports/transfer.ts';
import type { BlockRecord } from '../blocks/blockRecord.ts';
import { ProgressMeter } from '../engine/progressMeter.ts';
import type { VerifyMessage, VerifyRequest } from './verifyRequest.ts';

const program = fileURLToPath(new URL('./verifyProcess.ts', import.meta.url));

/** Has another process read the volume back; killed with the signal. */
export function verifyInProcess(
  request: VerifyRequest,
  blocks: BlockRecord,
  hooks: TransferHooks,
): Promise<VerifyOutcome> {
  const { signal } = hooks;
  signal.throwIfAborted();
  const child = fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const meter = new ProgressMeter(hooks, () => blocks.news());
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    /** Null: it has not told yet where it goes on. */
    let done: number | null = null;
    const abort = () => {
      child.kill('SIGKILL');
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    child.on('message', (message: VerifyMessage) => {
      if (message.type === 'progress') {
        blocks.compared(message);
        const position = { doneBytes: message.doneBytes, totalBytes: request.capacityBytes };
        meter.report(done === null ? 0 : message.doneBytes - done, () => position);
        done = message.doneBytes;
      } else if (message.type === 'result') {
        meter.flush({ doneBytes: request.capacityBytes, totalBytes: request.capacityBytes });
        resolve(message.outcome);
      } else {
        reject(new DroverError(isErrorCode(message.code) ? message.code : 'internal', message.message));
      }
    });
    child.on('error', (cause) =>
      reject(new DroverError('internal', 'The verifying process did not start.', { cause })),
    );
    child.on('exit', (code) => {
      signal.removeEventListener('abort', abort);
      // After a result this changes nothing.
      reject(new DroverError('internal', `The verifying process ended with ${code}: ${errors.trim()}`));
    });
    child.send(request);
  });
}
