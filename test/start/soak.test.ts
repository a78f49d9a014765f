import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { KnownFaults } from '../../lab/faults/faultSwitch.ts';
import { knownFaults } from '../../lab/proxmox/faults/knownFaults.ts';
import { vsphereFaults } from '../../lab/vsphere/knownFaults.ts';
import { checkout } from '../../start/setup/checkout.ts';
import type { ScenarioResult } from '../../start/soak/runScenario.ts';
import { drawScenario, mortals } from '../../start/soak/scenario.ts';

/** The same few migrations each time: the long soak, with a seed of its own, is for finding others. */
const chosenSeed = 4_555_850;
const seed = process.env['DROVER_TEST_SEED'] ?? String(chosenSeed);
const runs = 2;

test('the seeds of the next test move a guest that boots warm, an image cold, and kill everything that can die', () => {
  const asTold = (faults: KnownFaults) =>
    Object.entries(faults).map(([name, { meaning, chaos }]) => ({ name, meaning, match: [], chaos: chaos ?? null }));
  const known = { vsphere: asTold(vsphereFaults), proxmox: asTold(knownFaults) };
  const drawn = Array.from({ length: runs }, (_, run) => drawScenario(chosenSeed + run, known));
  const completes = drawn.filter(({ cancelAt }) => cancelAt === null);
  expect(completes).toContainEqual(
    expect.objectContaining({ boots: true, way: expect.objectContaining({ strategy: 'warm', route: 'direct' }) }),
  );
  expect(completes).toContainEqual(
    expect.objectContaining({ way: expect.objectContaining({ strategy: 'cold', route: 'staged' }) }),
  );
  const kills = completes.flatMap((scenario) => scenario.kills);
  expect(new Set(kills.map(({ process }) => process))).toEqual(new Set(mortals));
  // Where the target runs already, and inside the reading back.
  expect(kills).toContainEqual({ process: 'worker-control', at: 'boot' });
  expect(kills).toContainEqual({ process: 'worker-mover', at: 'verify' });
});

test('migrations under random faults and kills end as they should', async () => {
  const args = ['start/main.mjs', 'soak', '--runs', String(runs), '--seed', seed, '--json'];
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  expect(code, stderr).toBe(0);
  const { results } = JSON.parse(stdout) as { results: ScenarioResult[] };
  expect(results).toHaveLength(runs);
  for (const result of results) expect(result).toMatchObject({ faults: [], migrationId: expect.any(String) });
  // The supervisor tells of each that it has to start again.
  const kills = results.flatMap(({ killed }) => killed);
  expect(stderr.match(/ended with signal SIGKILL; starting it again/g)?.length ?? 0).toBeGreaterThanOrEqual(
    kills.length,
  );
  if (seed === String(chosenSeed)) expect(new Set(kills.map(({ process }) => process)).size).toBe(mortals.length);
  // A command line that makes no sense is told from a migration that went wrong.
  const refused = spawn(process.execPath, ['start/main.mjs', 'soak', '--runs', 'many'], { cwd: checkout });
  expect(await text(refused.stderr)).toContain('--runs takes a whole number, not "many".');
});
