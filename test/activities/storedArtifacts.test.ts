import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { finishActivities } from '../../activities/finish.ts';
import { sweepActivities } from '../../activities/sweep.ts';
import { defaultSettings } from '../../contract/settings.ts';
import type { ArtifactStore } from '../../ports/artifactStore.ts';
import { createLocalArtifactStore } from '../../storage/localArtifactStore.ts';
import { asActivity } from '../support/activity.ts';

const id = randomUUID();
const key = (name: string) => `migrations/${id}/${name}`;
let folder: string;
let store: ArtifactStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
  store = createLocalArtifactStore(folder, { sign: (path) => path });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An export that was killed: parts are there, the object is not. */
async function killedExport(name: string): Promise<void> {
  const upload = await store.begin(key(name), 'application/octet-stream');
  await upload.part(1, Buffer.from('half'), new AbortController().signal);
}

const known = { knownMigrations: async () => [] };
const settings = { read: async () => defaultSettings };
const activities = (artifacts: ArtifactStore) => {
  const dependencies = { artifacts, settings, projection: known } as unknown as ControlDependencies;
  return { ...finishActivities(dependencies), ...sweepActivities(dependencies) };
};

test('a cancelled migration leaves nothing of an export that was killed', async () => {
  await killedExport('a.qcow2');
  expect(await asActivity(id, () => activities(store).dropArtifacts({ migrationId: id }))).toEqual([]);
  expect(readdirSync(join(folder, 'parts'), { recursive: true }).filter((name) => String(name).includes('/'))).toEqual(
    [],
  );
});

test('what cannot be deleted is told, and the rest goes all the same', async () => {
  for (const name of ['a', 'b', 'c']) await store.put(key(name), Buffer.from(name), 'text/plain');
  const locked = {
    ...store,
    delete: async (one: string) => (one === key('a') ? Promise.reject(new Error('locked')) : store.delete(one)),
  };
  for (const name of ['a', 'b', 'c']) makeOld(join(folder, 'objects', `${key(name)}.manifest`));
  const swept = await asActivity(id, () => activities(locked).sweepArtifacts());
  expect(swept).toMatchObject({ removed: [key('b'), key('c')], failed: [{ ref: key('a'), reason: 'locked' }] });
});

test('housekeeping throws away what exports sent that died more than a week ago', async () => {
  await killedExport('old.qcow2');
  const [home = ''] = readdirSync(join(folder, 'parts'));
  const [upload = ''] = readdirSync(join(folder, 'parts', home));
  utimesSync(join(folder, 'parts', home, upload), longAgo, longAgo);
  await killedExport('young.qcow2');
  const swept = await asActivity(id, () => activities(store).sweepArtifacts());
  expect(swept).toEqual({ removed: [key('old.qcow2')], failed: [] });
});

const longAgo = new Date(Date.now() - 8 * 86_400_000);

function makeOld(manifest: string): void {
  const told = JSON.parse(readFileSync(manifest, 'utf8'));
  writeFileSync(manifest, JSON.stringify({ ...told, modifiedAt: longAgo.toISOString() }));
}
