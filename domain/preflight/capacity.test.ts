import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { preflightReportSchema } from '../../contract/finding.ts';
import { planSchema } from '../../contract/plan.ts';
import type { TargetStorage } from '../../contract/targetFacts.ts';
import { vmSpecSchema } from '../../contract/vm.ts';
import { makeVm } from '../../test/support/vms.ts';
import { noSamples } from '../durations.ts';
import { forecastDowntime } from '../forecast.ts';
import { placeDisks } from '../mapping.ts';
import type { PreflightFacts } from './facts.ts';
import { judge } from './judge.ts';

const TiB = 1024 ** 4;
/** What vSphere allows for a virtual disk. */
const largest = 62 * TiB;
const sectors = fc.integer({ min: 1, max: largest / 512 });
const capacities = fc.array(
  fc.oneof(
    sectors.map((count) => count * 512),
    fc.constantFrom(2 ** 31, 2 ** 32, 2 * TiB - 512, 2 * TiB, 2 * TiB + 512, largest - 512, largest),
  ),
  { minLength: 1, maxLength: 60 },
);

/** The facts of a VM with such disks, as they come over the wire, and a storage with so much room. */
function factsOf(sizes: number[], availableBytes: number, staged: boolean): PreflightFacts {
  const [disk] = makeVm().disks;
  if (disk === undefined) throw new Error('The VM has no disk.');
  const disks = sizes.map((capacityBytes, i) => ({ ...disk, id: `d${i}`, key: 2000 + i, unit: i, capacityBytes }));
  const vm = vmSpecSchema.parse(JSON.parse(JSON.stringify(makeVm({ disks }))));
  const storage: TargetStorage = {
    ...{ node: 'pve1', name: 'big', type: 'dir', active: true, shared: false, content: ['images', 'import'] },
    ...{ formats: ['raw', 'qcow2'], totalBytes: 2 ** 53 - 1, availableBytes },
  };
  return {
    vm,
    plan: planSchema.parse({
      source: { connectionId: 'vc', vm: 'vm-1' },
      target: { connectionId: 'pve', node: 'pve1', storage: 'big', stagingStorage: 'big' },
      networks: [{ network: 'VM Network', bridge: 'vmbr0' }],
      ...(staged ? { route: 'staged', strategy: 'cold' } : {}),
    }),
    target: {
      nodes: [{ name: 'pve1', online: true, cpus: 8, memoryBytes: 64e9 }],
      storages: [storage],
      bridges: [{ node: 'pve1', name: 'vmbr0', vlanAware: false, active: true }],
      guests: [],
      pools: [],
    },
    probes: vm.disks.map(({ id }) => ({ diskId: id, transport: staged ? 'nfc' : 'https', problem: null })),
    ...{ sourceMissingPrivileges: [], targetMissingPrivileges: [], moverQueue: 'q', sourceClockSkewMs: 0 },
    openMigration: null,
  };
}

const exactly = (sizes: number[]) => sizes.reduce((sum, size) => sum + BigInt(size), 0n);
const about = (facts: PreflightFacts, code: string) =>
  preflightReportSchema.parse(judge(facts, 'now')).findings.filter((finding) => finding.code === code);

describe('planning disks of up to 62 TiB', () => {
  test('demands exactly the bytes that they need, and not one more', () => {
    fc.assert(
      fc.property(capacities, fc.boolean(), (sizes, staged) => {
        const image = staged ? BigInt(Math.max(...sizes)) : 0n;
        const needed = exactly(sizes) + image;
        expect(about(factsOf(sizes, Number(needed), staged), 'target.storage-full')).toEqual([]);
        const [full] = about(factsOf(sizes, Number(needed) - 1, staged), 'target.storage-full');
        expect(full?.evidence).toContain(`${needed} bytes needed`);
      }),
    );
  });

  test('places every disk, and tells odd sizes by their very number', () => {
    fc.assert(
      fc.property(capacities, (sizes) => {
        const facts = factsOf(sizes, 2 ** 53 - 1, false);
        expect(facts.vm.disks.map((disk) => disk.capacityBytes)).toEqual(sizes);
        expect(placeDisks(facts.plan, facts.vm, facts.target, 'pve1').map(({ index }) => index)).toEqual([
          ...sizes.keys(),
        ]);
        const odd = sizes.filter((size) => BigInt(size) % 1048576n !== 0n);
        const told = about(facts, 'disk.odd-size').map((finding) => finding.evidence);
        expect(told.length).toBe(odd.length);
        for (const [i, size] of odd.entries()) expect(told[i]).toContain(`${BigInt(size)} bytes`);
        expect(about(facts, 'disk.odd-sectors')).toEqual([]);
      }),
    );
  });

  test('forecasts with whole numbers that stay within the disk', () => {
    const round = { round: 0, kind: 'delta', writtenBytes: 0, endedAt: '2026-11-22T00:00:00Z' } as const;
    const more = { changeId: null, root: null, full: false } as const;
    fc.assert(
      fc.property(sectors, fc.integer({ min: 1, max: 10 ** 9 }), (count, ms) => {
        const capacityBytes = count * 512;
        const whole = { ...round, ...more, changedBytes: capacityBytes, readBytes: capacityBytes, ms };
        const forecast = forecastDowntime({
          ...{ at: 'now', rounds: [[whole, whole]], sinceSnapshotMs: 1000, lastIntervalMs: 1, boots: true },
          ...{ history: noSamples, capacityBytes },
        });
        expect(forecast?.dirtyBytes).toBe(capacityBytes);
        for (const value of Object.values(forecast?.parts ?? {})) expect(Number.isSafeInteger(value)).toBe(true);
        const readBack = Number((BigInt(capacityBytes) * 1000n) / (150n * 1048576n)) + 500;
        expect(Math.abs((forecast?.parts.verifyMs ?? 0) - readBack)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
