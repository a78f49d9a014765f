import { expect, test } from 'vitest';
import { stageNameSchema } from '../../contract/migration.ts';
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

test('another fault that a lab learns to commit changes neither what is moved nor what is killed', () => {
  const more = { ...known, proxmox: [{ name: 'new', meaning: '', match: [], chaos: {} }, ...known.proxmox] };
  for (let seed = 0; seed < 50; seed += 1) {
    const { faults: _, ...others } = drawScenario(seed, more);
    expect(drawScenario(seed, known)).toMatchObject(others);
  }
});

test('many seeds draw every way, every process to kill, and most faults', () => {
  const drawn = Array.from({ length: 600 }, (_, seed) => drawScenario(seed, known));
  expect(new Set(drawn.map(({ way }) => JSON.stringify(way))).size).toBe(6);
  expect(new Set(drawn.flatMap(({ kills }) => kills.map(({ process }) => process))).size).toBe(6);
  const stages = new Set(drawn.flatMap(({ kills, cancelAt }) => [...kills.map(({ at }) => at), cancelAt]));
  for (const stage of stageNameSchema.options)
    expect(stages.has(stage), stage).toBe(!['hold', 'unwind', 'undo'].includes(stage));
  expect(drawn.filter(({ boots }) => boots).length).toBeGreaterThan(50);
  const struck = new Set(drawn.flatMap(({ faults }) => faults.map(({ lab, fault }) => `${lab} ${fault.name}`)));
  const possible = [...known.vsphere, ...known.proxmox].filter(({ chaos }) => chaos !== null).length;
  expect(struck.size).toBeGreaterThan(possible * 0.9);
});
