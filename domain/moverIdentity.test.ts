import fc from 'fast-check';
import { expect, test } from 'vitest';
import { journalsIn, moverIdentity, versionIn } from './moverIdentity.ts';

test('a mover tells its version and journals, whatever its name and host', () => {
  fc.assert(
    fc.property(
      fc.record({
        name: fc.string(),
        host: fc.string(),
        process: fc.nat(),
        journals: fc.uuid(),
        version: fc.stringMatching(/^\d+\.\d+\.\d+$/),
      }),
      (mover) => {
        expect(versionIn(moverIdentity(mover))).toBe(mover.version);
        expect(journalsIn(moverIdentity(mover))).toBe(mover.journals);
      },
    ),
  );
});

test('whoever does not tell has none', () => {
  for (const identity of ['4711@pve1', '', 'drover/0.1.0', 'mover drover/', 'mover 1@pve1 journals/ drover/0.1.0']) {
    expect(journalsIn(identity)).toBeNull();
  }
  for (const identity of ['4711@pve1', '', 'drover/0.1.0', 'mover drover/']) expect(versionIn(identity)).toBeNull();
});
