import { describe, expect, test } from 'vitest';
import { cancelUpdate } from '../../../workflows/messages.ts';
import type { DataCentres } from '../dataCentres.ts';
import { expectUntouched } from '../expectations.ts';
import { completed, migrate, sourceVm } from '../migration.ts';

/** A node on which no mover has ever run. */
const target = { node: 'pve2' };

export function movesWithoutMover(centres: () => DataCentres): void {
  describe('to a node without a mover', () => {
    test('falls back to staged and cold, says so, and claims no more than it can prove', async () => {
      const done = await completed(await migrate(centres(), 'herd-11', { target }));
      expect(done).toMatchObject({ strategy: 'cold', route: 'staged', leftovers: [], targetVm: { node: 'pve2' } });
      const codes = done.findings.map((finding) => finding.code);
      expect(codes).toEqual(expect.arrayContaining(['mover.unreachable', 'verify.no-read-back', 'strategy.cold']));
      const source = await sourceVm(centres(), 'herd-11');
      expect(source).toMatchObject({ power: 'poweredOff', snapshots: [] });
      const [truth] = source.roots.at(-1)?.disks ?? [];
      expect(done.disks).toMatchObject([{ ledgerRoot: truth?.root, targetRoot: null }]);
    });

    test('the direct route parks before anything is made', async () => {
      const run = await migrate(centres(), 'herd-12', { target, route: 'direct' });
      const { parked } = await run.until('parking', (state) => state.status === 'parked');
      expect(parked).toMatchObject({ stage: 'preflight', code: 'migration.refused' });
      expect(parked?.evidence.join()).toContain('mover.unreachable');
      await run.handle.executeUpdate(cancelUpdate, { args: [{ actor: 'tester' }] });
      await expectUntouched(centres(), 'herd-12', await run.handle.result());
    });
  });
}
