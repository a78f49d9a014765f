import { randomInt } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitUpdate } from '../../workflows/messages.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { eventually } from './eventually.ts';
import { bytesRead, expectProven, readsBetween } from './expectations.ts';
import { completed, control, migrate, type StartedMigration } from './migration.ts';
import { type MortalServer, type MortalServers, startMortalServers } from './mortalServers.ts';
import type { ProductProcess } from './productProcess.ts';

/** A run that fails is replayed by DROVER_TEST_SEED. */
const seed = Number(process.env['DROVER_TEST_SEED'] ?? randomInt(2 ** 31));
const killAt = join(import.meta.dirname, 'killAt.mjs');
const mib = 1048576;
let mortals: MortalServers;
let centres: DataCentres;
let over = false;

beforeAll(async () => {
  process.stdout.write(`survival: seed ${seed}\n`);
  mortals = await startMortalServers();
  const { environment, ...others } = mortals.options;
  centres = await openDataCentres({
    ...others,
    large: ['large-warm', 'large-cold'],
    // It is started with its deaths.
    mover: false,
    // killAt.mjs knows what a worker is told, and tells, by reading it.
    environment: { ...environment, DROVER_ENCRYPT_PAYLOADS: 'false' },
  });
});
afterAll(async () => {
  over = true;
  await centres?.close();
  await mortals?.stop();
});

/** A number from 1 to `most` that the seed and the name decide. */
function drawn(name: string, most: number): number {
  let state = seed;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return 1 + (state % most);
}

/**
 * Each process dies once in each of these; the occasion is drawn from 1 to the number. A process that died in another
 * counts from the beginning: of what there are few, it is the first.
 */
type Deaths = Record<string, number>;
const moverDeaths: Deaths = {
  'baseline-write': 10,
  'baseline-journal': 2,
  'delta-ledger': 2,
  'final-flush': 1,
  'copyDisk-told': 2,
  'export-part': 1,
  'verify-read': 5,
};
const controlDeaths: Deaths = {
  'proxmox-post': 3,
  'snapshot-removal': 2,
  advance: 2,
  shutdown: 1,
  'importDisk-told': 1,
  'defineTarget-told': 1,
  'issueCertificate-told': 1,
};

const killLog = () => join(centres.folder, 'deaths');

/** What died, and when. */
async function deaths(): Promise<{ point: string; at: string }[]> {
  const lines = (await readFile(killLog(), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => line.split(' ')).map(([point = '', at = '']) => ({ point, at }));
}

function dying(points: Deaths): Record<string, string> {
  const named = Object.entries(points).map(([point, most]) => `${point}:${drawn(point, most)}`);
  return { NODE_OPTIONS: `--import=${killAt}`, KILL_AT: named.join(), KILL_LOG: killLog() };
}

/** Starts it again whenever it has died, as a supervisor does, until the end of the tests. */
async function goesOnDying(process: ProductProcess, points: Deaths): Promise<void> {
  await process.restart(dying(points));
  void (async () => {
    for (;;) {
      await process.ended();
      if (over) return;
      // What it stands on may be away as well.
      await process.restart(dying(points)).catch(() => undefined);
    }
  })();
}

async function killed(point: string, kill: () => Promise<void>): Promise<void> {
  await appendFile(killLog(), `${point} ${new Date().toISOString()}\n`);
  await kill();
}

test('kill -9 of everything, at every stage: runs go on where they were, and their roots match', {
  timeout: 900_000,
}, async () => {
  let done = false;
  const look = () => control(centres.proxmox.info.controlUrl, '/alarms');
  const alarms = eventually('the end', look, () => done, { seconds: 900, intervalMs: 500 });
  let heard: unknown;
  try {
    await surviveAll();
  } finally {
    done = true;
    heard = await alarms;
  }
  expect(heard).toEqual([]);
});

async function surviveAll(): Promise<void> {
  await goesOnDying(centres.mover, moverDeaths);
  const plan = { delta: { intervalSeconds: 1, minimumRounds: 2 } };
  // Slow enough to be met in the middle of it.
  const slow = { bandwidthBytesPerSecond: 10 * mib };
  const warm = await migrate(centres, 'large-warm', { ...plan, ...slow });
  const cold = await migrate(centres, 'large-cold', { strategy: 'cold', route: 'staged', ...slow });
  // They copy while the others wait for a control worker that dies.
  await Promise.all([hasRead(warm, 'poweredOn', 0), hasRead(cold, 'poweredOff', 0)]);
  await goesOnDying(centres.control, controlDeaths);
  const others = await Promise.all(['herd-01', 'herd-02'].map((name) => migrate(centres, name, plan)));
  await Promise.all([killFromOutside(warm, cold), ...[warm, cold, ...others].map((run) => endsProven(run))]);

  const points = [...Object.keys(moverDeaths), ...Object.keys(controlDeaths), ...killedFromOutside];
  const died = await deaths();
  expect(new Set(died.map(({ point }) => point))).toEqual(new Set(points));
  const moments = died.map(({ at }) => at);
  for (const run of [warm, cold]) await expectLittleReadAgain(run, moments);
}

const killedFromOutside = ['postgres', 'temporal', 'api', 'mover-in-copy', 'minio', 'mover-in-export'];

/** Each in the middle of a first copy or of an export. */
async function killFromOutside(warm: StartedMigration, cold: StartedMigration): Promise<void> {
  const server = (name: MortalServer) => killed(name, () => mortals.kill(name));
  const servers = async () => {
    await hasRead(warm, 'poweredOn', 16 * mib);
    await server('postgres');
    await hasRead(warm, 'poweredOn', 50 * mib);
    await server('temporal');
    await killed('api', () => untilDone('API', () => centres.api.restart()));
  };
  const store = async () => {
    await hasRead(cold, 'poweredOff', 32 * mib);
    await server('minio');
  };
  // Whatever else is away at that time: more than may be read again is read then, and not all.
  const mover = async (run: StartedMigration, point: string) => {
    const read = async () => (await readsBetween(centres, run, { round: 0, moments: [] }))[0];
    const enough = (span?: { bytes: number; again: number }) => (span?.bytes ?? 0) - (span?.again ?? 0) > 72 * mib;
    await eventually(`${point}: 72 MiB read`, read, enough);
    await killed(point, () => centres.mover.kill());
    await hurry(run);
  };
  await Promise.all([servers(), store(), mover(warm, 'mover-in-copy'), mover(cold, 'mover-in-export')]);
}

async function hasRead({ vm }: StartedMigration, power: 'poweredOn' | 'poweredOff', most: number): Promise<void> {
  await eventually(
    `${most} bytes of ${vm.name} read`,
    () => bytesRead(centres, vm.id, power),
    (bytes) => bytes > most,
  );
}

/** No limit any more. */
async function hurry({ handle, vm }: StartedMigration): Promise<void> {
  const lift = () => handle.executeUpdate(limitUpdate, { args: [{ actor: 'tester', bytesPerSecond: null }] });
  await untilDone(`limit of ${vm.name}`, lift);
}

/** Again while something that it needs is away. */
async function untilDone(what: string, deed: () => Promise<unknown>): Promise<void> {
  const isDone = () =>
    deed().then(
      () => true,
      () => false,
    );
  await eventually(what, isDone, (done) => done);
}

async function endsProven(run: StartedMigration): Promise<void> {
  const done = await completed(run);
  await expectProven(centres, done.vm.name, done);
  expect(done.leftovers).toEqual([]);
}

/** By the lab's log, not ours: of a disk that is large enough to tell. */
async function expectLittleReadAgain(run: StartedMigration, since: string[]): Promise<void> {
  const spans = await readsBetween(centres, run, { round: 0, moments: since });
  for (const { again } of spans) expect(again, run.vm.name).toBeLessThanOrEqual(64 * mib);
  // Else the bound would hold for a copy that begins anew.
  const brokenOff = spans.slice(1).filter(({ bytes }) => bytes > 0);
  const what = `${run.vm.name}: ${JSON.stringify(spans)}`;
  expect(Math.max(...brokenOff.map(({ known }) => known)), what).toBeGreaterThan(64 * mib);
}
