import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutoverUpdate } from '../../workflows/messages.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { eventually } from './eventually.ts';
import { expectProven } from './expectations.ts';
import { completed, control, migrate, type StartedMigration } from './migration.ts';
import type { ProductProcess } from './productProcess.ts';

/** A run that fails is replayed by DROVER_TEST_SEED. */
const seed = Number(process.env['DROVER_TEST_SEED'] ?? randomInt(2 ** 31));
const killAt = join(import.meta.dirname, 'killAt.mjs');
let centres: DataCentres;

beforeAll(async () => {
  process.stdout.write(`survival: seed ${seed}\n`);
  // killAt.mjs knows what a worker tells Temporal by reading it.
  centres = await openDataCentres({ environment: { DROVER_ENCRYPT_PAYLOADS: 'false' } });
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

const killLog = () => join(centres.folder, 'deaths');

function dying({ point, most }: Death): Record<string, string> {
  return { NODE_OPTIONS: `--import=${killAt}`, KILL_AT: `${point}:${drawn(point, most)}`, KILL_LOG: killLog() };
}

/** Dies again and again, each time inside something else; in the end it lives. It runs with the first death in it. */
async function dies(process: ProductProcess, deaths: Death[]): Promise<void> {
  for (const [index, death] of deaths.entries()) {
    if (index > 0) await process.restart(dying(death));
    expect(await process.ended(), death.point).toBe('SIGKILL');
    expect((await readFile(killLog(), 'utf8')).split('\n')).toContain(death.point);
  }
  await process.restart();
}

const moverDeaths: [Death, ...Death[]] = [
  { point: 'write', most: 30 },
  { point: 'flush', most: 4 },
  { point: 'ledger', most: 8 },
  { point: 'journal', most: 6 },
  { point: 'copy-told', most: 2 },
];
const controlDeaths: [Death, ...Death[]] = [
  { point: 'proxmox-post', most: 3 },
  { point: 'snapshot-removal', most: 2 },
  { point: 'advance', most: 2 },
];

test('kill -9 of mover and control worker, over and over: three runs go on and their roots match', {
  timeout: 900_000,
}, async () => {
  let over = false;
  const look = () => control(centres.proxmox.info.controlUrl, '/alarms');
  const alarms = eventually('the end', look, () => over, { seconds: 900, intervalMs: 500 });
  try {
    await surviveAll();
  } finally {
    over = true;
  }
  expect(await alarms).toEqual([]);
});

async function surviveAll(): Promise<void> {
  await Promise.all([centres.mover.restart(dying(moverDeaths[0])), centres.control.restart(dying(controlDeaths[0]))]);
  // Deltas go on until every death was died.
  const plan = { cutover: { mode: 'manual' as const }, delta: { intervalSeconds: 1, minimumRounds: 0 } };
  const runs = await Promise.all(['herd-01', 'herd-02', 'herd-03'].map((name) => migrate(centres, name, plan)));
  await Promise.all([dies(centres.mover, moverDeaths), dies(centres.control, controlDeaths)]);
  await Promise.all(runs.map((run) => endsProven(run)));
}

async function endsProven(run: StartedMigration): Promise<void> {
  await run.handle.executeUpdate(cutoverUpdate, { args: [{ actor: 'tester' }] });
  const done = await completed(run);
  await expectProven(centres, done.vm.name, done);
  expect(done.leftovers).toEqual([]);
}
