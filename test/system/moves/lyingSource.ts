import { describe, expect, test } from 'vitest';
import type { DataCentres } from '../dataCentres.ts';
import { expectProven } from '../expectations.ts';
import { armFault, completed, migrate, sourceVm } from '../migration.ts';

export function catchesLyingSource(centres: () => DataCentres): void {
  describe('a source that says unchanged of bytes that differ', () => {
    test.each([
      ['in every round, all read again', 'herd-13', 'every-round', 0],
      ['in the final round, which reads everything again', 'herd-14', 'final', 0],
    ] as const)('%s: it is caught, told, and every byte arrives', async (_, name, full, count) => {
      const { id } = await sourceVm(centres(), name);
      await armFault(centres().vsphere.info.controlUrl, { name: 'cbt-under-report', count, match: { vm: id } });
      const run = await migrate(centres(), name, {
        audit: { full, sampleBytesPerRound: 0 },
        delta: { intervalSeconds: 1, minimumRounds: 2 },
      });
      const done = await completed(run);
      await expectProven(centres(), name, done);
      const audited = (done.disks[0]?.rounds ?? []).filter((round) => (round.audit?.mismatchedBytes ?? 0) > 0);
      expect(audited.length).toBeGreaterThan(0);
      // What an audit refutes is compared as a whole on the same snapshot.
      expect(audited.every((round) => round.full)).toBe(true);
      expect(done.findings).toContainEqual(
        expect.objectContaining({ code: 'source.tracking-untrue', subject: done.disks[0]?.label }),
      );
    });

    test('an honest source is sampled in every round and nothing is told', async () => {
      const done = await completed(await migrate(centres(), 'herd-15'));
      const rounds = (done.disks[0]?.rounds ?? []).filter((round) => round.kind !== 'baseline');
      for (const round of rounds) {
        expect(round.audit).toMatchObject({ mismatchedBytes: 0, mismatches: [] });
        expect(round.audit?.sampledBytes).toBeGreaterThan(0);
      }
      expect(done.findings.map((finding) => finding.code)).not.toContain('source.tracking-untrue');
    });
  });
}
