import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { parseGuestLine, readSerial } from './serial.ts';

test('finds events among other lines, also behind a kernel message', () => {
  expect(parseGuestLine('[    1.0] random: crng init done')).toBeUndefined();
  expect(parseGuestLine('drover-guest: {"event":"rec')).toBeUndefined();
  expect(parseGuestLine('[ 1.0] drover-guest: {"event":"record","sequence":7}\r')).toEqual({
    event: 'record',
    sequence: 7,
  });
});

test('waits for what is still to be said, and remembers what has been', async () => {
  const line = new PassThrough();
  const serial = readSerial(line);
  const verdict = serial.seen('verdict');
  line.write('boot\ndrover-guest: {"event":"verdict","verdict":"int');
  line.write('act","records":3,"lastSequence":3,"firstBad":null,"systemOk":true}\n');
  expect(await verdict).toMatchObject({ verdict: 'intact', lastSequence: 3 });
  expect(await serial.seen('verdict')).toEqual(await verdict);
  expect(serial.lastSequence()).toBeNull();
  const spoken = new Promise((resolve) => serial.onEvent(resolve));
  line.write('drover-guest: {"event":"record","sequence":9}\n');
  await spoken;
  expect(serial.lastSequence()).toBe(9);
});

test('gives up when the guest fails, or is gone', async () => {
  const line = new PassThrough();
  const serial = readSerial(line);
  const ready = serial.seen('ready');
  line.write('drover-guest: {"event":"failed","reason":"no-root-disk"}\n');
  await expect(ready).rejects.toThrow('no-root-disk');
  line.destroy();
  await expect(readSerial(line).seen('record')).rejects.toThrow('never said');
});
