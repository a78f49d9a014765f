import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { everyPage } from '../../client/everyPage.ts';
import { defaultSettings, settingKeys } from '../../contract/settings.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let admin: Client;

beforeAll(async () => {
  api = await startApi();
  admin = await api.client();
});

test('every setting is listed with what is needed to decide on it', async () => {
  const { revision, items } = await (await api.client('viewer')).listSettings();
  expect(revision).toBe(0);
  expect(items.map(({ key }) => key)).toEqual(settingKeys);
  for (const { key, description, unit, least, most, ...entry } of items) {
    expect(description, key).not.toBe('');
    expect(entry, key).toMatchObject({ default: defaultSettings[key], value: defaultSettings[key], isDefault: true });
    expect([least !== null, most !== null], key).toEqual([unit !== null, unit !== null]);
  }
  expect(items.find(({ key }) => key === 'readsPerMinute')).toMatchObject({ least: 60, nullable: true });
});

test('a change is history: who, when, from what to what; a value that stays is none', async () => {
  await admin.updateSettings({ body: { inventoryMinutes: 20, artifactDays: 14 } });
  await admin.updateSettings({ body: { inventoryMinutes: 20, readsPerMinute: null } });
  await admin.resetSetting({ params: { key: 'inventoryMinutes' } });
  await admin.resetSetting({ params: { key: 'inventoryMinutes' } });
  const history = await everyPage((cursor) => admin.listSettingChanges({ query: { cursor, limit: 2 } }));
  expect(history.map(({ key, before, after, reset, actor }) => [key, before, after, reset, actor])).toEqual([
    ['inventoryMinutes', 20, 15, true, 'admin'],
    ['readsPerMinute', 3000, null, false, 'admin'],
    ['artifactDays', 7, 14, false, 'admin'],
    ['inventoryMinutes', 15, 20, false, 'admin'],
  ]);
  const one = await admin.listSettingChanges({ query: { key: 'artifactDays' } });
  expect(one.items.map(({ after }) => after)).toEqual([14]);
  const { revision, items } = await admin.listSettings();
  expect(String(revision)).toBe(history[0]?.id);
  expect(items.find(({ key }) => key === 'artifactDays')).toMatchObject({
    isDefault: false,
    changedBy: 'admin',
  });
  expect(items.find(({ key }) => key === 'inventoryMinutes')).toMatchObject({ isDefault: true, value: 15 });
  await expect(api.database.prisma.settingChange.deleteMany()).rejects.toThrow('never changed or removed');
});

test('what does not fit is refused as a whole, by field; so is a name that is no setting', async () => {
  const before = await admin.getSettings();
  const wrong = { artifactDays: 30, inventoryMinutes: 0 };
  await expect(admin.updateSettings({ body: wrong })).rejects.toMatchObject({
    problem: { code: 'request.invalid', issues: [{ path: 'body.inventoryMinutes' }] },
  });
  const misspelt = { inventoryMinute: 10 } as object;
  await expect(admin.updateSettings({ body: misspelt })).rejects.toThrow(/inventoryMinute/);
  const nothing = { params: { key: 'nothing' as 'limits' } };
  await expect(admin.resetSetting(nothing)).rejects.toMatchObject({ problem: { status: 400 } });
  expect(await admin.getSettings()).toEqual(before);
});

test('of two edits that begin with the same version the later is refused, and so is a reset', async () => {
  const { revision } = await admin.listSettings();
  await admin.updateSettings({ body: { residueDays: 40 }, ifMatch: revision });
  const late = admin.updateSettings({ body: { residueDays: 50 }, ifMatch: revision });
  await expect(late).rejects.toMatchObject({
    problem: { code: 'version.changed', currentVersion: `"${revision + 1}"` },
  });
  const reset = admin.resetSetting({ params: { key: 'residueDays' }, ifMatch: revision });
  await expect(reset).rejects.toMatchObject({ problem: { code: 'version.changed' } });
  expect((await admin.getSettings()).residueDays).toBe(40);
});

test('a new migration takes from the settings what its plan does not say, and keeps it', async () => {
  await api.startWorker();
  const { source, target } = await addConnections(admin);
  await admin.updateSettings({ body: { datastoreMinimumFreePercent: 20, snapshotMaximumAgeHours: 6 } });
  const plan = (vm: string) => ({
    source: { connectionId: source, vm },
    target: { connectionId: target, storage: 's' },
  });
  const silent = await admin.createMigration({ body: plan('vm-1') });
  expect(silent.plan.snapshots).toEqual({ minimumFreePercent: 20, maximumAgeHours: 6 });
  const own = await admin.createMigration({ body: { ...plan('vm-2'), snapshots: { minimumFreePercent: 0 } } });
  expect(own.plan.snapshots).toEqual({ minimumFreePercent: 0, maximumAgeHours: 6 });
});

test('how many failed logins an address has is a setting too', async () => {
  await admin.updateSettings({ body: { loginFailuresPerMinute: 2 } });
  const attempt = async () => {
    const response = await fetch(`${api.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'wrong' }),
    });
    return response.status;
  };
  await expect.poll(attempt).toBe(429);
  expect(await attempt()).toBe(429);
});
