import { expect, test } from 'vitest';
import { progressOf, tellingLines } from './taskLog.ts';

test('takes the last percentage, of qemu-img and of wget', () => {
  expect(progressOf(['transferred 0.0 B of 32.0 GiB (0.00%)', 'transferred 1.0 GiB of 32.0 GiB (3.12%)'])).toBeCloseTo(
    0.0312,
  );
  expect(progressOf([' 51200K ........ ........ 12%  180M 1s', 'saved'])).toBeCloseTo(0.12);
  expect(progressOf(['allocated target volume'])).toBeUndefined();
});

test('keeps what explains a failure and no signature of a link', () => {
  const lines = [
    'downloading https://drover/api/v1/artifacts/a.qcow2?expires=1&signature=secret to /var/lib/vz/import/a.qcow2',
    'transferred 1.0 GiB of 32.0 GiB (3.12%)',
    '',
    'TASK ERROR: checksum mismatch',
  ];
  expect(tellingLines(lines)).toEqual([
    'downloading https://drover/api/v1/artifacts/a.qcow2?... to /var/lib/vz/import/a.qcow2',
    'TASK ERROR: checksum mismatch',
  ]);
});
