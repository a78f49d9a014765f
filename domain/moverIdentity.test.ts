import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moverIdentity, versionIn } from './moverIdentity.ts';

test('a mover tells its version, whatever its name and host', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.nat(),
      fc.stringMatching(/^\d+\.\d+\.\d+$/),
      (name, host, process, version) => {
        expect(versionIn(moverIdentity({ name, host, process, version }))).toBe(version);
      },
    ),
  );
});

test('whoever does not tell has none', () => {
  for (const identity of ['4711@pve1', '', 'drover/0.1.0', 'mover drover/']) expect(versionIn(identity)).toBeNull();
});
