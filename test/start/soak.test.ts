import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { checkout } from '../../start/setup/checkout.ts';
import type { ScenarioResult } from '../../start/soak/runScenario.ts';

/** The same few migrations each time: the long soak, with a seed of its own, is for finding others. */
const seed = process.env['DROVER_TEST_SEED'] ?? '101';
const runs = 4;

test('migrations under random faults and kills end as they should', async () => {
  const args = ['start/main.mjs', 'soak', '--runs', String(runs), '--seed', seed, '--json'];
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  expect(code, stderr).toBe(0);
  const { results } = JSON.parse(stdout) as { results: ScenarioResult[] };
  expect(results).toHaveLength(runs);
  for (const result of results) expect(result).toMatchObject({ faults: [], migrationId: expect.any(String) });
  expect(stderr).toMatch(/kill/);
  // A command line that makes no sense is told from a migration that went wrong.
  const refused = spawn(process.execPath, ['start/main.mjs', 'soak', '--runs', 'many'], { cwd: checkout });
  expect(await text(refused.stderr)).toContain('--runs takes a whole number, not "many".');
});
