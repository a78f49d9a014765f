import type { Qmp } from '../../qemu/qmp.ts';
import { die } from '../http/apiError.ts';

/** QEMU's own mirror job, from start to the switch to the copy. @throws ApiError when it fails or is stopped. */
export async function mirrorDrive(
  monitor: Qmp,
  request: { device: string; target: { path: string; format: string }; signal: AbortSignal },
): Promise<void> {
  const { device, target, signal } = request;
  const job = `mirror-${device}`;
  const cancel = (): void => void monitor.execute('block-job-cancel', { device: job, force: true }).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  const ended = monitor.nextEvent(
    ({ name, data }) => ['BLOCK_JOB_COMPLETED', 'BLOCK_JOB_CANCELLED'].includes(name) && data['device'] === job,
  );
  // Looked at only when the job is ready, or when it ends before that.
  ended.catch(() => {});
  const ready = monitor.nextEvent(({ name, data }) => name === 'BLOCK_JOB_READY' && data['device'] === job);
  ready.catch(() => {});
  try {
    await monitor.execute('drive-mirror', {
      device,
      'job-id': job,
      target: target.path,
      format: target.format,
      sync: 'full',
      mode: 'existing',
    });
    const first = await Promise.race([ready, ended]);
    if (first.name !== 'BLOCK_JOB_READY')
      throw die(`mirroring of ${device} failed: ${first.data['error'] ?? first.name}`);
    await monitor.execute('block-job-complete', { device: job });
    const last = await ended;
    if (last.name !== 'BLOCK_JOB_COMPLETED' || last.data['error'] !== undefined) {
      throw die(`mirroring of ${device} failed: ${last.data['error'] ?? last.name}`);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
