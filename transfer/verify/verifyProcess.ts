import { DroverError } from '../../contract/errors.ts';
import type { Extent } from '../../ports/extent.ts';
import { compareVolume } from './compareVolume.ts';
import type { VerifyMessage, VerifyRequest } from './verifyRequest.ts';

/** A process of its own that has never written to the volume; takes one request over IPC. */
const progressMs = 500;

process.once('message', (request: VerifyRequest) => {
  let toldAt = 0;
  const progress = (compared: { doneBytes: number; toldBytes: number; mismatches: Extent[] }) => {
    if (performance.now() - toldAt < progressMs && compared.doneBytes < request.capacityBytes) return;
    toldAt = performance.now();
    tell({ type: 'progress', ...compared });
  };
  compareVolume(request, new AbortController().signal, progress)
    .then((outcome) => finish({ type: 'result', outcome }))
    .catch((error: unknown) => {
      const code = error instanceof DroverError ? error.code : 'internal';
      finish({ type: 'failure', code, message: error instanceof Error ? error.message : String(error) });
    });
});

// The mover is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit(1));

function tell(message: VerifyMessage): void {
  process.send?.(message);
}

function finish(message: VerifyMessage): void {
  process.send?.(message, undefined, undefined, () => process.disconnect());
}
