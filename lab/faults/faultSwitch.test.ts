import { expect, test } from 'vitest';
import { answerFaultRequest } from './faultRoutes.ts';
import { FaultRequestError, FaultSwitch } from './faultSwitch.ts';

const known = {
  'cut-short': { meaning: 'the answer ends early', narrows: ['vm'], parameters: ['bytes'] },
  tired: { meaning: 'the server is tired' },
};

test('a fault strikes as often as armed, after the skipped occasions, where it matches', () => {
  const faults = new FaultSwitch(known);
  faults.arm({ name: 'cut-short', count: 2, skip: 1, match: { vm: 'vm-1', bytes: 9 } });
  const struck = ['vm-2', 'vm-1', 'vm-1', 'vm-2', 'vm-1', 'vm-1'].map(
    (vm) => faults.strike('cut-short', { vm })?.struck,
  );
  expect(struck).toEqual([undefined, undefined, 1, undefined, 2, undefined]);
  expect(faults.list()).toEqual([]);
});

test('count 0 lasts until disarmed', () => {
  const faults = new FaultSwitch(known);
  const { id } = faults.arm({ name: 'tired', count: 0 });
  expect([1, 2, 3].map(() => faults.strike('tired')?.struck)).toEqual([1, 2, 3]);
  expect(faults.disarm(id)).toBe(true);
  expect(faults.strike('tired')).toBeUndefined();
});

test('unknown names and keys are refused with the remedy', () => {
  const faults = new FaultSwitch(known);
  expect(() => faults.arm({ name: 'nosuch' })).toThrow(FaultRequestError);
  expect(() => faults.arm({ name: 'tired', match: { vm: 'vm-1' } })).toThrow(/knows no match key "vm"/);
  const answer = answerFaultRequest(faults, { method: 'POST', path: '/faults', body: { name: 'nosuch' } });
  expect(answer?.status).toBe(400);
  expect(answerFaultRequest(faults, { method: 'GET', path: '/vms', body: undefined })).toBeUndefined();
});
