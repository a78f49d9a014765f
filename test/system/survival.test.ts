import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Migration } from '../../contract/migration.ts';
import { cutoverUpdate } from '../../workflows/messages.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { expectProven } from './expectations.ts';
import { completed, migrate, type StartedMigration } from './migration.ts';
import type { ProductProcess } from './productProcess.ts';

/** A run that fails is replayed by DROVER_TEST_SEED. */
const seed = Number(process.env['DROVER_TEST_SEED'] ?? randomInt(2 ** 31));
const killAt = join(import.meta.dirname, 'killAt.mjs');
let centres: DataCentres;

beforeAll(async () => {
  process.stdout.write(`survival: seed ${seed}\n`);
  centres = await openDataCentres();
});
afterAll(() => centres?.close());

/** A number from 1 to `most` that the seed and the name decide. */
function drawn(name: string, most: number): number {
  let state = seed;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return 1 + (state % most);
}

interface Death {
  point: string;
  /** The occasion is drawn from 1 to this. */
  most: number;
}

function dying({ point, most }: Death): Record<string, string> {
  return { NODE_OPTIONS: `--import=${killAt}`, KILL_AT: `${point}:${drawn(point, most)}` };
}

/** Starts a process that dies again and again, each time inside something else; in the end it lives. */
async function dies(process: ProductProcess, deaths: Death[]): Promise<void> {
  for (const death of deaths) {
    await process.ended();
    await process.restart(dying(death));
  }
  await process.ended();
  await process.restart();
}

/** Kills the control worker when a round has ended whose change ids are about to count. */
async function diesWhenChangeIdsAdvance(run: StartedMigration): Promise<void> {
  const rounds = (state: Migration) => state.disks[0]?.rounds.length ?? 0;
  const target = rounds(await run.until('its state', () => true)) + drawn('change-id', 2);
  await run.until(`round ${target}`, (state) => rounds(state) >= target, 120);
  await centres.control.kill();
  await centres.control.restart();
}

test('kill -9 of mover and control worker, over and over: three runs go on and their roots match', async () => {
  await Promise.all([
    centres.mover.restart(dying({ point: 'write', most: 30 })),
    centres.control.restart(dying({ point: 'proxmox-post', most: 3 })),
  ]);
  // Deltas go on until every death was died.
  const plan = { cutover: { mode: 'manual' as const }, delta: { intervalSeconds: 1, minimumRounds: 0 } };
  const runs = await Promise.all(['herd-01', 'herd-02', 'herd-03'].map((name) => migrate(centres, name, plan)));
  const [first] = runs;
  if (first === undefined) throw new Error('Nothing was started.');
  await Promise.all([
    dies(centres.mover, [
      { point: 'flush', most: 4 },
      { point: 'journal', most: 6 },
    ]),
    dies(centres.control, [{ point: 'snapshot-removal', most: 2 }]).then(() => diesWhenChangeIdsAdvance(first)),
  ]);
  await Promise.all(runs.map((run) => endsProven(run)));
});

async function endsProven(run: StartedMigration): Promise<void> {
  await run.handle.executeUpdate(cutoverUpdate, { args: [{ actor: 'tester' }] });
  const done = await completed(run, 150);
  await expectProven(centres, done.vm.name, done);
  expect(done.leftovers).toEqual([]);
}
