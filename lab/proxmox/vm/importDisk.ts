import { faultNumber } from '../../faults/faultSwitch.ts';
import type { Datacenter } from '../datacenter.ts';
import { die } from '../http/apiError.ts';
import { QemuImgError, qemuImg } from '../storage/qemuImg.ts';
import { humanSize } from '../storage/sizes.ts';
import type { TaskContext } from '../tasks/task.ts';

export interface CopyRequest {
  vmid: number;
  source: { path: string; format: string };
  target: { path: string; format: string };
  bytes: number;
}

/**
 * Copies an image into an allocated volume of at least its size; new volumes read as zeroes, so holes are skipped.
 * @throws ApiError `copy failed: …` as the worker's log has it.
 */
export async function copyImage(datacenter: Datacenter, task: TaskContext, request: CopyRequest): Promise<void> {
  const { source, target, bytes } = request;
  const doom = datacenter.faults.strike('import-fails', { vmid: request.vmid });
  const failsAt = doom ? faultNumber(doom, 'percent', 0) : Number.POSITIVE_INFINITY;
  const full = datacenter.faults.strike('storage-fills-up', { vmid: request.vmid });
  const fullAt = full ? faultNumber(full, 'percent', 0) : Number.POSITIVE_INFINITY;
  const args = ['convert', '-p', '-n', '-f', source.format, '-O', target.format];
  const zeroed = ['-S', '4k', '--target-is-zero', source.path, target.path];
  const failed = (why: string): Error =>
    die(`copy failed: command '/usr/bin/qemu-img ${args.join(' ')} ${zeroed.join(' ')}' failed: ${why}`);
  let shown = -1;
  const onProgress = (percent: number): void => {
    if (percent >= failsAt) throw failed('exit code 1');
    if (percent >= fullAt) {
      task.log(`qemu-img: error while writing at byte ${Math.floor((bytes * percent) / 100)}: No space left on device`);
      throw failed('exit code 1');
    }
    task.progress(percent);
    if (percent === shown || (percent < 100 && percent - shown < 1)) return;
    shown = percent;
    task.log(`transferred ${humanSize((bytes * percent) / 100)} of ${humanSize(bytes)} (${percent.toFixed(2)}%)`);
  };
  onProgress(0);
  try {
    await qemuImg([...args, ...zeroed], { signal: task.signal, onProgress });
  } catch (error) {
    if (error instanceof QemuImgError) throw failed(`${error.message} - exit code ${error.exitCode}`);
    throw error;
  }
}
