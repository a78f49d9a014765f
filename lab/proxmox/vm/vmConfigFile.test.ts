import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseVmConfig, printVmConfig } from './vmConfigFile.ts';

it('keeps description, pending changes and snapshots', () => {
  const config = {
    options: { cores: '2', description: 'first: 100 %\nsecond ä', scsi0: 'local:100/vm-100-disk-0.raw,size=1G' },
    pending: { cores: '4' },
    pendingDelete: ['net0', 'net1'],
    snapshots: { before: { cores: '1', snaptime: '1700000000', description: 'a\nb' } },
  };
  expect(parseVmConfig(printVmConfig(config))).toEqual(config);
});

it('reads back any description', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (description) => {
      const config = { options: { description }, pending: {}, pendingDelete: [], snapshots: {} };
      expect(parseVmConfig(printVmConfig(config))).toEqual(config);
    }),
  );
});
