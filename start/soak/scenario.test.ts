import { expect, test } from 'vitest';
import type { KnownFaults as LabFaults } from '../../lab/faults/faultSwitch.ts';
import { knownFaults } from '../../lab/proxmox/faults/knownFaults.ts';
import { vsphereFaults } from '../../lab/vsphere/knownFaults.ts';
import { drawScenario, type KnownFaults } from './scenario.ts';

const asTold = (faults: LabFaults) =>
  Object.entries(faults).map(([name, { meaning, chaos }]) => ({ name, meaning, match: [], chaos: chaos ?? null }));
const known: KnownFaults = { vsphere: asTold(vsphereFaults), proxmox: asTold(knownFaults) };

test('a seed draws the same scenario again', () => {
  for (let seed = 0; seed < 50; seed += 1) expect(drawScenario(seed, known)).toEqual(drawScenario(seed, known));
});

test('many seeds draw every way, every process to kill, and most faults', () => {
  const drawn = Array.from({ length: 600 }, (_, seed) => drawScenario(seed, known));
  expect(new Set(drawn.map(({ way }) => JSON.stringify(way))).size).toBe(6);
  expect(new Set(drawn.flatMap(({ kills }) => kills.map(({ process }) => process))).size).toBe(5);
  expect(drawn.some(({ cancelAfterMs }) => cancelAfterMs !== null)).toBe(true);
  const struck = new Set(drawn.flatMap(({ faults }) => faults.map(({ lab, fault }) => `${lab} ${fault.name}`)));
  const possible = [...known.vsphere, ...known.proxmox].filter(({ chaos }) => chaos !== null).length;
  expect(struck.size).toBeGreaterThan(possible * 0.9);
});
